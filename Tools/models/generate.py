#!/usr/bin/env python3
"""Writes the service schemas, the Swift model types and the lists of actions that read from the pinned botocore.

    generate.py           writes every generated file and removes those that are no longer generated
    generate.py --check   writes nothing; prints what would change and exits 1 if anything would

Needs `pip install -r requirements.txt` in the Python that runs it.
"""

import difflib
import json
import sys
from pathlib import Path

import read_actions
import schema
import services
import swift_types

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "Sources" / "Wire" / "Models"
READ_ACTIONS = ROOT / "Sources" / "Services" / "Identity" / "Directory" / "ReadActions.swift"


def generated_files():
    """Absolute path → text of everything that this program owns."""
    implemented = json.loads((Path(__file__).parent / "implemented.json").read_text())
    models = {service: services.load(service) for service in services.SERVICES}
    files = {READ_ACTIONS: read_actions.render(models)}
    for service, model in models.items():
        files[MODELS / "ModelData" / "schemas" / f"{service}.json"] = schema.render(model)
        if prefix := services.TYPED.get(service):
            module = swift_types.Module(prefix, services.SERVICES[service], model, implemented[service])
            directory = MODELS / f"{prefix}Model"
            files |= {directory / path: text for path, text in module.files().items()}
    files[MODELS / "ModelData" / "ModelData.c"] = schema.render_data_source(services.SERVICES)
    return files


def existing_files():
    owned = [MODELS / "ModelData" / "schemas"] + [MODELS / f"{prefix}Model" for prefix in services.TYPED.values()]
    return {path for directory in owned if directory.exists() for path in directory.rglob("*") if path.is_file()}


def check(files):
    stale = existing_files() - files.keys()
    for path in sorted(stale):
        print(f"no longer generated: {path.relative_to(ROOT)}")
    changed = False
    for path, text in sorted(files.items()):
        current = path.read_text() if path.exists() else ""
        if current != text:
            changed = True
            name = str(path.relative_to(ROOT))
            sys.stdout.writelines(difflib.unified_diff(
                current.splitlines(True), text.splitlines(True), name, f"{name} (generated)"))
    return 1 if stale or changed else 0


def write(files):
    for path in existing_files() - files.keys():
        path.unlink()
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
    return 0


def main():
    files = generated_files()
    return check(files) if "--check" in sys.argv[1:] else write(files)


if __name__ == "__main__":
    sys.exit(main())
