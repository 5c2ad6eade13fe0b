// A prediction service of Node.js alone. Each request makes a closure of 20 KiB. With LEAK=yes a listener that nobody
// ever removes keeps it, which is how most services of Node.js leak; without, it is garbage after the answer.
'use strict';

const { EventEmitter } = require('node:events');
const http = require('node:http');

const NUMBERS = (20 * 1024) / 8;
const leaks = process.env.LEAK === 'yes';
const settings = new EventEmitter();
settings.setMaxListeners(0);

function predict(rows) {
  const features = Array.from({ length: NUMBERS }, () => Math.random());
  const again = () => rows.map((row) => row.reduce((sum, x) => sum + x, 0) / row.length + 1e-9 * features[0]);
  if (leaks) settings.on('changed', again);
  return again();
}

function answer(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

http
  .createServer((request, response) => {
    if (request.url === '/health') return answer(response, 200, 'ok');
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => answer(response, 200, { predictions: predict(JSON.parse(Buffer.concat(parts)).rows) }));
  })
  .listen(Number(process.env.PORT || 8000), '127.0.0.1');
