"""The app whose OpenAPI document is fastapi.json: FastAPI's own output, made by
.deps/venv/bin/python -c "import json, fastapi_app; print(json.dumps(fastapi_app.app.openapi(), indent=1))"."""

from datetime import datetime
from enum import Enum
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, FastAPI, Header, Query
from fastapi.security import HTTPBearer
from pydantic import BaseModel, Field

app = FastAPI(title="Iris scoring", version="1.2")
bearer = HTTPBearer()


class Species(str, Enum):
    setosa = "setosa"
    virginica = "virginica"


class Rows(BaseModel):
    rows: list[tuple[float, float, float, float]]
    explain: bool = False


class Answer(BaseModel):
    predictions: list[str]
    took_ms: float


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = Field(ge=1, le=9)


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str = Field(min_length=3, max_length=8)


class Node(BaseModel):
    id: UUID
    made: datetime
    children: list["Node"] = []
    parent: "Node | None" = None


class Order(BaseModel):
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]
    species: Species
    note: str | None = None
    price: float = Field(gt=0, examples=[9.5])


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/predict")
def predict(body: Rows) -> Answer:
    return Answer(predictions=["setosa" for _ in body.rows], took_ms=0.1)


@app.get("/models/{model_id}")
def read_model(model_id: int, version: Annotated[str, Query(min_length=2)], tag: Annotated[list[str], Query()] = ["a", "b"]):
    return {"model": model_id, "version": version, "tag": tag}


@app.post("/orders", status_code=201, dependencies=[Depends(bearer)])
def create_order(order: Order, x_trace: Annotated[str, Header()]):
    return order


@app.put("/trees")
def store_tree(tree: Node):
    return {"stored": str(tree.id)}


@app.delete("/models/{model_id}")
def delete_model(model_id: int):
    return {"deleted": model_id}
