"""Swift names for the names of a service model."""

import re

KEYWORDS = {
    "default", "in", "public", "private", "internal", "protocol", "operator", "return", "self", "switch", "import",
    "is", "as", "case", "class", "enum", "func", "for", "if", "let", "var", "where", "while", "true", "false", "nil",
    "repeat", "static", "struct", "subscript", "super", "throw", "throws", "try", "init", "inout", "do", "else",
    "extension", "fallthrough", "guard", "defer", "deinit", "continue", "break", "any", "Type", "Self",
}
# Names that the generated types must not shadow.
RESERVED_MEMBERS = {"structure"}


def escape(name):
    return f"`{name}`" if name in KEYWORDS else name


def lower_camel(name):
    """KeyId → keyId, KMSKeyArn → kmsKeyArn, ARN → arn, SSHPublicKeyId → sshPublicKeyId."""
    run = re.match(r"[A-Z]+", name)
    if not run:
        return name
    length = run.end()
    if length > 1 and length < len(name) and name[length].islower():
        length -= 1
    return name[:length].lower() + name[length:]


def member(name):
    swift = lower_camel(name)
    return escape(swift + "Value" if swift in RESERVED_MEMBERS else swift)


def type_name(shape):
    swift = shape[0].upper() + shape[1:]
    return swift + "Value" if swift in KEYWORDS else swift


def enum_case(value):
    """ENCRYPT_DECRYPT → encryptDecrypt, RSA_2048 → rsa2048, Active → active, JSON/x → jsonX."""
    words = [word for word in re.split(r"[^A-Za-z0-9]+", value) if word]
    parts = []
    for index, word in enumerate(words):
        if word.isupper() or word.isdigit() or not any(c.islower() for c in word):
            parts.append(word.lower() if index == 0 else word.capitalize())
        else:
            parts.append(lower_camel(word) if index == 0 else word[0].upper() + word[1:])
    name = "".join(parts)
    return escape("_" + name if name[:1].isdigit() else name)
