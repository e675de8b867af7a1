"""What there must be, told from the audit journal alone, and what there is, in the same form."""

from __future__ import annotations

from dataclasses import dataclass, field

from harness.wreckage import Wreckage


@dataclass
class State:
    """Everything that `Churn` makes and changes."""

    keys: dict[str, dict] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    grants: set[str] = field(default_factory=set)
    users: dict[str, dict[str, str]] = field(default_factory=dict)
    access_keys: dict[str, str] = field(default_factory=dict)

    def opens(self, key: str) -> bool:
        """Whether ciphertexts under the key of this ARN can be opened."""
        found = self.keys[key_id(key)]
        return found["enabled"] and found["window"] is None


def key_id(name: str) -> str:
    return name.rpartition("/")[2]


def found(left: Wreckage) -> State:
    """What is stored."""
    return State(
        keys={name: stored_key(record) for name, record in left.records("kms.key").items()},
        aliases={name: record["targetKeyID"] for name, record in left.records("kms.alias").items()},
        grants=set(left.records("kms.grant")),
        users={
            name: {policy["name"]: policy["document"] for policy in record["inlinePolicies"]}
            for name, record in left.records("iam.user").items()
            if name != "administrator"
        },
        access_keys={
            name: record["userName"]
            for name, record in left.records("iam.accessKey").items()
            if record["userName"] != "administrator"
        },
    )


def stored_key(record: dict) -> dict:
    return {
        "description": record["description"],
        "tags": record["tags"],
        "policy": None if "key-default-1" in record["policy"] else record["policy"],
        "enabled": record["isEnabled"],
        "window": record["deletion"]["windowInDays"] if "deletion" in record else None,
        "rotated to": [material["id"] for material in record["materials"][1:]],
        "period": record["rotation"]["periodInDays"] if "rotation" in record else None,
    }


def replayed(audit: list[dict]) -> State:
    """What the calls and events on record have made, if each had its whole effect and nothing else has any."""
    state = State()
    for record in audit:
        effect = EFFECTS.get(record["eventName"])
        if effect and "errorCode" not in record:
            asked, answered = record.get("requestParameters") or {}, record.get("responseElements") or {}
            effect(state, asked, answered or record.get("serviceEventDetails") or {})
    return state


def create_key(state: State, asked: dict, answered: dict) -> None:
    state.keys[answered["keyMetadata"]["keyId"]] = {
        "description": asked.get("description", ""),
        "tags": {tag["tagKey"]: tag["tagValue"] for tag in asked.get("tags", [])},
        "policy": asked.get("policy"),
        "enabled": True,
        "window": None,
        "rotated to": [],
        "period": None,
    }


def on_key(change):
    """An effect on the key that the parameters name."""
    return lambda state, asked, answered: change(state.keys[key_id(asked["keyId"])], asked)


def rotate_key(state: State, asked: dict, details: dict) -> None:
    state.keys[details["keyId"]]["rotated to"].append(details["currentKeyMaterialId"])


def cancel_deletion(key: dict, asked: dict) -> None:
    key.update(window=None, enabled=False)


def set_alias(state: State, asked: dict, answered: dict) -> None:
    state.aliases[asked["aliasName"]] = key_id(asked["targetKeyId"])


def grant(asked: dict, source: dict) -> str:
    return f"{key_id(asked['keyId'])}/{source['grantId']}"


EFFECTS = {
    "CreateKey": create_key,
    "UpdateKeyDescription": on_key(lambda key, asked: key.update(description=asked["description"])),
    "TagResource": on_key(
        lambda key, asked: key["tags"].update({tag["tagKey"]: tag["tagValue"] for tag in asked["tags"]})
    ),
    "UntagResource": on_key(lambda key, asked: [key["tags"].pop(name, None) for name in asked["tagKeys"]]),
    "PutKeyPolicy": on_key(lambda key, asked: key.update(policy=asked["policy"])),
    "EnableKey": on_key(lambda key, asked: key.update(enabled=True)),
    "DisableKey": on_key(lambda key, asked: key.update(enabled=False)),
    "EnableKeyRotation": on_key(lambda key, asked: key.update(period=asked["rotationPeriodInDays"])),
    "DisableKeyRotation": on_key(lambda key, asked: key.update(period=None)),
    "ScheduleKeyDeletion": on_key(lambda key, asked: key.update(window=asked["pendingWindowInDays"])),
    "CancelKeyDeletion": on_key(cancel_deletion),
    "RotateKey": rotate_key,
    "CreateAlias": set_alias,
    "UpdateAlias": set_alias,
    "DeleteAlias": lambda state, asked, _: state.aliases.pop(asked["aliasName"]),
    "CreateGrant": lambda state, asked, answered: state.grants.add(grant(asked, answered)),
    "RevokeGrant": lambda state, asked, _: state.grants.remove(grant(asked, asked)),
    "CreateUser": lambda state, asked, _: state.users.update({asked["userName"]: {}}),
    "DeleteUser": lambda state, asked, _: state.users.pop(asked["userName"]),
    "PutUserPolicy": lambda state, asked, _: state.users[asked["userName"]].update(
        {asked["policyName"]: asked["policyDocument"]}
    ),
    "DeleteUserPolicy": lambda state, asked, _: state.users[asked["userName"]].pop(asked["policyName"]),
    "CreateAccessKey": lambda state, asked, answered: state.access_keys.update(
        {answered["accessKey"]["accessKeyId"]: asked["userName"]}
    ),
    "DeleteAccessKey": lambda state, asked, _: state.access_keys.pop(asked["accessKeyId"]),
}
