"""`aws s3` and `aws s3api`, unmodified."""

from __future__ import annotations

import json
import os
import subprocess

from harness.callers import unique


def test_a_tree_is_synchronised_both_ways(aws, tmp_path):
    bucket = unique("cli")
    aws.text("s3", "mb", f"s3://{bucket}")
    tree = tmp_path / "tree"
    for name, size in {"a.txt": 10, "sub/b.bin": 9 << 20, "sub/deep/c d": 0, "ü": 100}.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(size))
    assert "upload:" in aws.text("s3", "sync", str(tree), f"s3://{bucket}/tree", "--no-progress")
    # Nothing has changed, so nothing is sent.
    assert aws.text("s3", "sync", str(tree), f"s3://{bucket}/tree", "--no-progress") == ""
    aws.text("s3", "sync", f"s3://{bucket}/tree", str(tmp_path / "back"), "--no-progress")
    done = subprocess.run(["diff", "-r", str(tree), str(tmp_path / "back")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    (tree / "a.txt").unlink()
    aws.text("s3", "sync", str(tree), f"s3://{bucket}/tree", "--delete", "--no-progress")
    listed = aws.text("s3", "ls", f"s3://{bucket}/", "--recursive")
    assert "tree/a.txt" not in listed and "tree/sub/b.bin" in listed
    assert "PRE tree/" in aws.text("s3", "ls", f"s3://{bucket}/")
    aws.text("s3", "mv", f"s3://{bucket}/tree/ü", f"s3://{bucket}/moved", "--no-progress")
    aws.text("s3", "cp", f"s3://{bucket}/moved", str(tmp_path / "moved"), "--no-progress")
    assert (tmp_path / "moved").read_bytes() == (tree / "ü").read_bytes()
    url = aws.text("s3", "presign", f"s3://{bucket}/moved")
    fetched = subprocess.run(["curl", "-sf", url], capture_output=True, timeout=30)
    assert fetched.stdout == (tree / "ü").read_bytes()
    assert aws.run("s3", "rb", f"s3://{bucket}").status != 0
    aws.text("s3", "rm", f"s3://{bucket}", "--recursive")
    aws.text("s3", "rb", f"s3://{bucket}")
    assert bucket not in aws.text("s3", "ls")


def test_what_is_configured_of_a_bucket_is_read_back(aws):
    bucket = unique("cli")
    aws.ok("s3api", "create-bucket", "--bucket", bucket)
    configurations = {
        "bucket-versioning": ("--versioning-configuration", {"Status": "Enabled"}, {"Status": "Enabled"}),
        "bucket-cors": (
            "--cors-configuration",
            {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]},
            {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]},
        ),
        "bucket-tagging": (
            "--tagging",
            {"TagSet": [{"Key": "a", "Value": "b"}]},
            {"TagSet": [{"Key": "a", "Value": "b"}]},
        ),
        "bucket-ownership-controls": (
            "--ownership-controls",
            {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]},
            {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}},
        ),
        "bucket-lifecycle-configuration": (
            "--lifecycle-configuration",
            {"Rules": [{"ID": "r", "Status": "Enabled", "Filter": {"Prefix": "a"}, "Expiration": {"Days": 3}}]},
            None,
        ),
    }
    for name, (option, given, expected) in configurations.items():
        aws.ok("s3api", f"put-{name}", "--bucket", bucket, option, json.dumps(given))
        found = aws.ok("s3api", f"get-{name}", "--bucket", bucket)
        if expected is not None:
            assert found == expected
    rules = aws.ok("s3api", "get-bucket-lifecycle-configuration", "--bucket", bucket)["Rules"]
    assert rules[0]["ID"] == "r" and rules[0]["Expiration"] == {"Days": 3}
    block = aws.ok("s3api", "get-public-access-block", "--bucket", bucket)["PublicAccessBlockConfiguration"]
    assert all(block.values()) and len(block) == 4
    encryption = aws.ok("s3api", "get-bucket-encryption", "--bucket", bucket)
    assert "AES256" in json.dumps(encryption)
    assert aws.ok("s3api", "get-bucket-request-payment", "--bucket", bucket) == {"Payer": "BucketOwner"}
    assert aws.run("s3api", "get-bucket-policy", "--bucket", bucket).status != 0
