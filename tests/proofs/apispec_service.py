"""A service as Flask teams describe theirs: apispec reads the doc strings and serves /openapi.json."""

from apispec import APISpec
from apispec_webframeworks.flask import FlaskPlugin
from flask import Flask, jsonify, request

app = Flask(__name__)
spec = APISpec(title="house prices", version="1.0.0", openapi_version="3.0.3", plugins=[FlaskPlugin()])
spec.components.schema(
    "House",
    {
        "type": "object",
        "required": ["rooms", "area"],
        "properties": {
            "rooms": {"type": "integer", "minimum": 1, "maximum": 20},
            "area": {"type": "number", "exclusiveMinimum": True, "minimum": 5},
            "heating": {"type": "string", "enum": ["gas", "district"]},
        },
    },
)


@app.post("/price")
def price():
    """What a house costs.
    ---
    post:
      summary: Price
      parameters:
        - {in: query, name: currency, required: true, schema: {type: string, enum: [EUR, PLN]}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/House"}}}
      responses:
        "200": {description: the price, content: {application/json: {schema: {type: object}}}}
    """
    house = request.get_json()
    good = request.args["currency"] in ("EUR", "PLN") and house["area"] > 5 and 1 <= house["rooms"] <= 20
    return (jsonify(price=1000 * house["area"]), 200) if good else ({"error": "no such house"}, 422)


@app.get("/houses/<int:number>")
def house(number):
    """A house.
    ---
    get:
      parameters:
        - {in: path, name: number, required: true, schema: {type: integer}}
      responses:
        "200": {description: it}
    """
    return jsonify(number=number)


@app.get("/openapi.json")
def openapi():
    return jsonify(spec.to_dict())


with app.test_request_context():
    spec.path(view=price)
    spec.path(view=house)
