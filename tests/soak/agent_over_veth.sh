#!/usr/bin/env bash
# A service and its agent in a network of their own, plimsoll here, and a wire of 50 ms each way between plimsoll and the
# agent: the verdict by the agent must be the one that a look at the process itself gives. Needs root and python3.
# Usage: tests/soak/agent_over_veth.sh build/release/plimsoll [LENGTH]
set -euo pipefail

plimsoll=$(realpath "${1:?the built program}")
length=${2:-60s}
work=$(mktemp -d)
space=plimsoll$$
here=10.213.7.1
there=10.213.7.2
export PLIMSOLL_AGENT_TOKEN=a-token-for-the-wire
started=()

clean_up() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  ip netns del "$space" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT

ip netns add "$space"
ip link add "ps$$" type veth peer name eth0 netns "$space"
ip addr add "$here/30" dev "ps$$"
ip link set "ps$$" up
ip -n "$space" addr add "$there/30" dev eth0
ip -n "$space" link set eth0 up
ip -n "$space" link set lo up

ip netns exec "$space" "$plimsoll" demo-target --host "$there" --port 5000 --leak 64KiB/request >"$work/target" &
target=$!
started+=("$target")
ip netns exec "$space" "$plimsoll" agent --listen "$there:7070" --allow 'port:*' >"$work/agent" &
started+=("$!")

# Each chunk arrives so much later; the order stays.
cat >"$work/delay.py" <<'PYTHON'
import asyncio, sys

async def carry(reader, writer, delay):
    loop = asyncio.get_running_loop()
    late = asyncio.Queue()
    async def deliver():
        while (item := await late.get()) is not None:
            due, chunk = item
            await asyncio.sleep(max(0, due - loop.time()))
            writer.write(chunk)
            await writer.drain()
        writer.close()
    delivery = asyncio.create_task(deliver())
    while chunk := await reader.read(65536):
        late.put_nowait((loop.time() + delay, chunk))
    late.put_nowait(None)
    await delivery

async def main(port, host, far_port, delay):
    async def connect(reader, writer):
        far_reader, far_writer = await asyncio.open_connection(host, far_port)
        await asyncio.gather(carry(reader, far_writer, delay), carry(far_reader, writer, delay), return_exceptions=True)
    server = await asyncio.start_server(connect, "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main(0, sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
PYTHON
python3 "$work/delay.py" "$there" 7070 0.05 >"$work/port" &
started+=("$!")
until [[ -s $work/port && -s $work/agent && -s $work/target ]]; do sleep 0.1; done

# Network namespaces have no processes of their own: the same process can be looked at from here.
code=0
"$plimsoll" run "http://$there:5000/predict" --body '{"rows": [[5.1, 3.5, 1.4, 0.2]]}' -u 4 -r 4 --wait 20ms -t "$length" \
  --watch "pid:$target" --watch "agent:127.0.0.1:$(cat "$work/port")/port:5000" --out "$work/out" --no-progress || code=$?

python3 - "$work/out/run.json" <<'PYTHON'
import json, sys
run = json.load(open(sys.argv[1]))
leaks = [leak for leak in run["leaks"] if leak["series"] == "anon_bytes"]
for leak in leaks:
    print(leak["monitor"], leak["verdict"], leak.get("bytes_per_second"), leak.get("bytes_per_request"))
for monitor in run["monitors"]:
    rows = {series["name"]: len(series["points"]) for series in monitor["series"]}
    print(monitor["name"], rows.get("anon_bytes"), "samples", monitor["events"])
verdicts = {leak["verdict"] for leak in leaks}
if len(leaks) != 2 or verdicts != {"leaking"}:
    sys.exit("expected leaking by both")
PYTHON
echo "same verdict; exit code $code"
