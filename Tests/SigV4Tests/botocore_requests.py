"""Signs random requests with botocore and prints one JSON object a line, for SigV4Tests to verify.

Usage: botocore_requests.py SEED COUNT
"""

import base64
import datetime
import json
import random
import sys
from urllib.parse import quote, urlsplit

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SEED, COUNT = int(sys.argv[1]), int(sys.argv[2])
rng = random.Random(SEED)

WORDS = ["key", "a", "b", "Zz", "0", "test-1", "x_y", "~tilde", "two words", "é", "鍵", "🔑", "a+b", "50%", "q=1", "a&b",
         "semi;colon", "col:on", "at@", "star*", "(par)", "it's", "d$", "!", "comma,", "sl/ash", "qu?est", "#hash",
         '"quoted"', "<lt>", "[br]", "{cu}", "back\\slash", "^", "|", "`", "tab\there", "."]
REGIONS = ["us-east-1", "eu-central-1", "ap-northeast-1", "local"]
CONTENT_TYPES = ["application/x-amz-json-1.1", "application/x-www-form-urlencoded; charset=utf-8", "text/plain",
                 "application/json;  charset=utf-8", None]
HEADER_VALUES = ["plain", "  padded  ", "inner   run of    spaces", "\ttabs\t\tinside\t", "a,b , c", '"quoted   value"',
                 "", "ключ", "x" * 200, "a=b; c=d", "trailing:colon:"]


def word():
    return "".join(rng.choice(WORDS) for _ in range(rng.randint(1, 3)))


def path(service):
    if service != "s3" and rng.random() < 0.5:
        return "/"
    segments = []
    for _ in range(rng.randint(1, 5)):
        kind = rng.random()
        if kind < 0.12:
            segments.append(rng.choice(["", ".", "..", "...", "%2e", "%2E%2e", "%2F", "%2f"]))
        elif kind < 0.22:
            # Reserved characters and escapes that a client did not normalise.
            segments.append(rng.choice(["a+b", "a$b", "a=b&c", "it's", "(x)", "%7Etilde", "%41", "%c3%a9", "a:b@c"]))
        else:
            segments.append(quote(word(), safe="~"))
    return "/" + "/".join(segments) + rng.choice(["", "", "/"])


def query(plain):
    pairs = []
    for _ in range(rng.choice([0, 0, 1, 2, 3, 8])):
        name = quote(rng.choice([word(), "a", "A", "a-", "list-type", "Action"]), safe="~")
        kind = rng.random()
        if kind < 0.15 and not plain:
            pairs.append(name)
        elif kind < 0.3:
            pairs.append(name + "=")
        elif kind < 0.4 and not plain:
            pairs.append(name + "=" + rng.choice(["a+b", "x=y=z", "%c3%a9", "%7e", "/?:@", "100%", "%zz", "$1,2"]))
        else:
            pairs.append(name + "=" + quote(word(), safe="~"))
            if rng.random() < 0.2:
                pairs.append(name + "=" + quote(word(), safe="~"))
    return "&".join(pairs)


def host(service, region):
    return rng.choice([f"{service}.{region}.amazonaws.com", "localhost:4600", "127.0.0.1:4600", "[::1]:8080"])


def body(service):
    size = rng.choice([0, 1, 20, 60, 200])
    if service == "kms":
        return json.dumps({"KeyId": word(), "Plaintext": base64.b64encode(rng.randbytes(size)).decode()}).encode()
    return rng.randbytes(size)


def headers(service, request):
    if service == "kms":
        request.headers["X-Amz-Target"] = "TrentService." + rng.choice(["Encrypt", "GenerateDataKey"])
    content_type = rng.choice(CONTENT_TYPES)
    if content_type:
        request.headers["Content-Type"] = content_type
    request.headers["User-Agent"] = "Boto3/1.43 md/Botocore#1.43"
    for index in range(rng.choice([0, 0, 1, 3])):
        name = rng.choice(["X-Amz-Meta-", "x-custom-", "X-AMZ-META-UPPER-"]) + str(index)
        request.headers[name] = rng.choice(HEADER_VALUES)
        if rng.random() < 0.3:
            # http.client's message keeps both.
            request.headers[name] = rng.choice(HEADER_VALUES)
    if rng.random() < 0.1:
        request.headers["Date"] = "to be set by the signer"


def signer(service, region, credentials, presigned):
    if presigned:
        kind = botocore.auth.S3SigV4QueryAuth if service == "s3" else botocore.auth.SigV4QueryAuth
        return kind(credentials, service, region, expires=rng.choice([1, 60, 3600, 604800]))
    kind = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
    return kind(credentials, service, region)


def signed_request():
    service, region = rng.choice(["kms", "iam", "sts", "s3"]), rng.choice(REGIONS)
    presigned = rng.random() < 0.35
    credentials = Credentials(
        "AKIA" + "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16)),
        base64.b64encode(rng.randbytes(30)).decode(),
        base64.b64encode(rng.randbytes(rng.choice([30, 200]))).decode() if rng.random() < 0.3 else None)
    instant = datetime.datetime(2015, 1, 1) + datetime.timedelta(seconds=rng.randrange(20 * 365 * 86400))
    botocore.auth.get_current_datetime = lambda: instant

    url = "https://" + host(service, region) + path(service)
    text = query(plain=presigned)
    method = rng.choice(["GET", "DELETE", "HEAD"] if presigned else ["GET", "POST", "PUT", "DELETE"])
    data = b"" if presigned or method in ("GET", "DELETE") else body(service)
    request = AWSRequest(method=method, url=url + ("?" + text if text or rng.random() < 0.05 else ""), data=data)
    headers(service, request)
    if presigned and rng.random() < 0.2:
        request.params = {word(): word(), "Action": "GetCallerIdentity"}
    if not presigned and service == "s3" and rng.random() < 0.2:
        request.context["payload_signing_enabled"] = False
        request.context["checksum"] = {"request_algorithm": {"in": "header", "name": "x-amz-checksum-crc32"}}
        request.headers["x-amz-checksum-crc32"] = "AAAAAA=="
    elif not presigned and service == "s3" and rng.random() < 0.1:
        request.context["checksum"] = {"request_algorithm": {"in": "trailer", "name": "x-amz-checksum-crc32"}}
    signer(service, region, credentials, presigned).add_auth(request)

    parts = urlsplit(request.url)
    sent = [[name, value] for name, value in request.headers.items()]
    sent.insert(rng.randint(0, len(sent)), ["Host", botocore.auth._host_from_url(request.url)])
    return {
        "method": request.method, "target": (parts.path or "/") + ("?" + parts.query if parts.query else ""),
        "headers": sent, "body": base64.b64encode(data).decode(), "service": service, "region": region,
        "accessKeyId": credentials.access_key, "secret": credentials.secret_key, "token": credentials.token,
        "signedAt": request.context["timestamp"],
    }


for _ in range(COUNT):
    print(json.dumps(signed_request()))
