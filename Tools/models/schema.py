"""Writes a service model as a compact schema without prose: one operation or shape per line.

Keys. metadata: protocol, version, target (X-Amz-Target prefix), jsonVersion, namespace, signing, endpoint, queryCompatible.
operation: m method, u URI, c success status, i input, o output, w result wrapper, e errors, a auth type, r read-only,
d idempotent, n root element of an XML input, x its namespace.
shape: t type, m members, r required, e element of a list, k/v key and value of a map, min, max, p pattern, n enum,
s sensitive, f timestamp format, b payload member, g streaming, l flattened, x error {c code, h status, s sender's},
flt service's fault, u union, ev event stream, el event, doc free-form document, ln wire name.
member: s shape, n wire name, l location, f flattened, a XML attribute, i idempotency token, j JSON value, g streaming,
x XML namespace, p event payload, h host label, q modelled query name. A member that has a shape alone is that shape's name.
"""

import json

SHAPE_FLAGS = {
    "sensitive": "s", "streaming": "g", "flattened": "l", "fault": "flt", "union": "u", "eventstream": "ev",
    "event": "el", "document": "doc", "exception": "ex",
}
SHAPE_VALUES = {"min": "min", "max": "max", "pattern": "p", "enum": "n", "timestampFormat": "f", "payload": "b",
                "locationName": "ln"}
MEMBER_FLAGS = {
    "flattened": "f", "xmlAttribute": "a", "idempotencyToken": "i", "jsonvalue": "j", "streaming": "g",
    "eventpayload": "p", "eventheader": "eh", "hostLabel": "h",
}
MEMBER_VALUES = {"locationName": "n", "location": "l", "queryName": "q", "timestampFormat": "t"}


def namespace(value):
    return value.get("uri") if isinstance(value, dict) else value


def compact_member(member):
    compact = {"s": member["shape"]}
    compact |= {short: member[name] for name, short in MEMBER_VALUES.items() if name in member}
    compact |= {short: 1 for name, short in MEMBER_FLAGS.items() if member.get(name)}
    if "xmlNamespace" in member:
        compact["x"] = namespace(member["xmlNamespace"])
    return member["shape"] if len(compact) == 1 else compact


def compact_error(shape):
    error = shape.get("error", {})
    compact = {}
    if "code" in error:
        compact["c"] = error["code"]
    if "httpStatusCode" in error:
        compact["h"] = error["httpStatusCode"]
    if error.get("senderFault"):
        compact["s"] = 1
    return compact


def compact_shape(shape):
    compact = {"t": shape["type"]}
    compact |= {short: shape[name] for name, short in SHAPE_VALUES.items() if name in shape}
    compact |= {short: 1 for name, short in SHAPE_FLAGS.items() if shape.get(name)}
    if shape.get("required"):
        compact["r"] = shape["required"]
    if shape["type"] == "structure":
        compact["m"] = {name: compact_member(member) for name, member in shape["members"].items()}
    if shape["type"] == "list":
        compact["e"] = compact_member(shape["member"])
    if shape["type"] == "map":
        compact["k"], compact["v"] = compact_member(shape["key"]), compact_member(shape["value"])
    if error := compact_error(shape):
        compact["x"] = error
    return compact


def compact_operation(operation):
    http = operation["http"]
    compact = {}
    if http["method"] != "POST" or http["requestUri"] != "/":
        compact |= {"m": http["method"], "u": http["requestUri"]}
    if http.get("responseCode", 200) != 200:
        compact["c"] = http["responseCode"]
    if "input" in operation:
        compact["i"] = operation["input"]["shape"]
        if "locationName" in operation["input"]:
            compact["n"] = operation["input"]["locationName"]
        if "xmlNamespace" in operation["input"]:
            compact["x"] = namespace(operation["input"]["xmlNamespace"])
    if "output" in operation:
        compact["o"] = operation["output"]["shape"]
        if "resultWrapper" in operation["output"]:
            compact["w"] = operation["output"]["resultWrapper"]
    if operation.get("errors"):
        compact["e"] = [error["shape"] for error in operation["errors"]]
    authorisation = operation.get("authtype") or (operation.get("auth") or [None])[0]
    if authorisation in ("none", "smithy.api#noAuth"):
        compact["a"] = "none"
    elif authorisation == "v4-unsigned-body" or operation.get("unsignedPayload"):
        compact["a"] = "unsignedBody"
    if operation.get("readonly"):
        compact["r"] = 1
    if operation.get("idempotent"):
        compact["d"] = 1
    return compact


def compact_metadata(metadata):
    compact = {
        "protocol": metadata["protocol"],
        "version": metadata["apiVersion"],
        "endpoint": metadata["endpointPrefix"],
        "signing": metadata.get("signingName", metadata["endpointPrefix"]),
        "id": metadata["serviceId"],
    }
    names = {"targetPrefix": "target", "jsonVersion": "jsonVersion", "xmlNamespace": "namespace"}
    compact |= {short: namespace(metadata[name]) for name, short in names.items() if name in metadata}
    if "awsQueryCompatible" in metadata:
        compact["queryCompatible"] = 1
    return compact


def lines(name, entries):
    rows = [f"{json.dumps(key)}:{dump(entries[key])}" for key in sorted(entries)]
    return f'"{name}":{{\n' + ",\n".join(rows) + "\n}"


def dump(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def render(model):
    parts = [
        f'"metadata":{dump(compact_metadata(model["metadata"]))}',
        lines("operations", {name: compact_operation(op) for name, op in model["operations"].items()}),
        lines("shapes", {name: compact_shape(shape) for name, shape in model["shapes"].items()}),
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def render_data_source(services):
    """The C file that embeds the schemas."""
    embeds, rows = [], []
    for service in services:
        symbol = service.replace("-", "_") + "_schema"
        embeds.append(f"static const unsigned char {symbol}[] = {{\n#embed \"schemas/{service}.json\"\n}};\n")
        rows.append(f'    {{"{service}", {symbol}, sizeof {symbol}}},\n')
    return (
        "// Generated by Tools/models/generate.py. Do not edit.\n"
        '#include "ModelData.h"\n\n#include <string.h>\n\n'
        '#pragma clang diagnostic ignored "-Wc23-extensions"\n\n'
        + "\n".join(embeds)
        + "\nstatic const struct model_data all[] = {\n" + "".join(rows) + "};\n\n"
        "struct model_data model_data_named(const char *name) {\n"
        "    for (size_t index = 0; index < sizeof all / sizeof *all; index++) {\n"
        "        if (strcmp(all[index].name, name) == 0) return all[index];\n"
        "    }\n"
        "    return (struct model_data){0};\n"
        "}\n"
    )
