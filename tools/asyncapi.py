"""The AsyncAPI 3.0 document of the whole system: who says what on the exchange, and who hears it."""

from typing import Any

import yaml

from shared.contracts.catalogue import CONTRACTS
from shared.contracts.wire import Event
from shared.messaging.bus import Topology
from shared.messaging.envelope import CONTENT_TYPE
from tools.registry import SERVICES, listeners
from tools.schemas import named_schemas
from tools.text import first_line

_TOPOLOGY = Topology("sidan")
_ABOUT = """\
Four services tell each other what happened over one durable topic exchange; the routing key is the type of the event.
Each service has one durable queue, bound to the types that it hears. Every event travels at least once and takes
effect once. The envelope is CloudEvents 1.0 in structured JSON: its attributes and the data together are the body.
"""
_BINDING = {"bindingVersion": "0.3.0"}
_CLOUD_EVENT = {
    "type": "object",
    "description": "CloudEvents 1.0, structured JSON",
    "required": ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "format": "uuid", "description": "The same id is the same event, however often told"},
        "source": {"type": "string", "description": "Who says it: /sidan/ and the name of the service"},
        "type": {"type": "string"},
        "subject": {"type": "string", "description": "What it is about"},
        "time": {"type": "string", "format": "date-time", "description": "Business time"},
        "datacontenttype": {"const": "application/json"},
        "traceparent": {"type": "string", "description": "W3C trace context of the cause"},
        "data": {"type": "object"},
    },
}


class _Plain(yaml.SafeDumper):
    """YAML without anchors, what is told twice is written twice; several lines stay several lines."""

    def ignore_aliases(self, data: Any) -> bool:
        """Whatever it is."""
        return True

    def represent_str(self, text: str) -> yaml.ScalarNode:
        """As a block where it has several lines."""
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Plain.add_representer(str, _Plain.represent_str)


def document() -> str:
    """The document as YAML."""
    described = {
        "asyncapi": "3.0.0",
        "info": {"title": "Sidan 四单", "version": "v1", "description": _ABOUT, "license": {"name": "Apache-2.0"}},
        "defaultContentType": CONTENT_TYPE,
        "channels": {contract.TYPE: _channel(contract) for contract in CONTRACTS},
        "operations": _operations(),
        "components": {
            "messages": {contract.__name__: _message(contract) for contract in CONTRACTS},
            "schemas": {"CloudEvent": _CLOUD_EVENT, **named_schemas()},
        },
    }
    written: str = yaml.dump(described, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)
    return written


def _channel(contract: type[Event]) -> dict[str, Any]:
    exchange = {"name": _TOPOLOGY.exchange.name, "type": "topic", "durable": True, "autoDelete": False}
    return {
        "address": contract.TYPE,
        "messages": {contract.__name__: {"$ref": f"#/components/messages/{contract.__name__}"}},
        "bindings": {"amqp": {"is": "routingKey", "exchange": exchange, **_BINDING}},
    }


def _message(contract: type[Event]) -> dict[str, Any]:
    told = {
        "source": {"const": f"/sidan/{contract.SPEAKER}"},
        "type": {"const": contract.TYPE},
        "subject": {"description": f"The {contract.ABOUT}"},
        "data": {"$ref": f"#/components/schemas/{contract.__name__}"},
    }
    return {
        "title": contract.__name__,
        "summary": first_line(contract),
        "contentType": CONTENT_TYPE,
        "correlationId": {"location": "$message.payload#/subject"},
        "payload": {"allOf": [{"$ref": "#/components/schemas/CloudEvent"}, {"properties": told}]},
        "bindings": {"amqp": {"messageType": contract.TYPE, **_BINDING}},
    }


def _operations() -> dict[str, Any]:
    sent = {f"{contract.SPEAKER} says {contract.TYPE}": _send(contract) for contract in CONTRACTS}
    heard = {
        f"{name} hears {contract.TYPE}": _receive(contract, name)
        for name in SERVICES
        for contract in CONTRACTS
        if name in listeners(contract)
    }
    return sent | heard


def _send(contract: type[Event]) -> dict[str, Any]:
    bindings = {"amqp": {"deliveryMode": 2, "mandatory": True, **_BINDING}}
    return {"action": "send", **_operation(contract, contract.SPEAKER), "bindings": bindings}


def _receive(contract: type[Event], name: str) -> dict[str, Any]:
    queue = f"Queue {_TOPOLOGY.queue_name(name)}"
    return {
        "action": "receive",
        "description": queue,
        **_operation(contract, name),
        "bindings": {"amqp": {"ack": True, **_BINDING}},
    }


def _operation(contract: type[Event], name: str) -> dict[str, Any]:
    channel = f"#/channels/{contract.TYPE}"
    return {
        "channel": {"$ref": channel},
        "tags": [{"name": name}],
        "messages": [{"$ref": f"{channel}/messages/{contract.__name__}"}],
    }
