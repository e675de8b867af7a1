# Every target says what it does; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

RELEASE := .build/release/yagura
DEBUG := .build/debug/yagura
# Linking Swift's libraries into the binary makes it run where no toolchain is installed.
RELEASE_FLAGS := -c release --product yagura --static-swift-stdlib -Xlinker -s
SWIFT_SOURCES := Package.swift Sources Tests Benchmarks/Package.swift Fuzzing/Package.swift Fuzzing/Sources/Crypto \
	Fuzzing/Sources/fuzz Fuzzing/Sources/FuzzTargets $(wildcard Benchmarks/Sources/bench-*) \
	$(wildcard Benchmarks/Sources/hello-*)

.PHONY: help run build test fuzz bench bench-programs bench-audit bench-lookup bench-sustained bench-policy bench-tree bench-scale env tour lint format models models-check setup setup-test

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## install the system packages that are missing
	@Tools/setup/check-swift.sh
	@Tools/setup/system.sh

setup-test: setup
	@Tools/setup/python.sh

build: setup ## build the release binary, .build/release/yagura
	swift build $(RELEASE_FLAGS)
	@ls -lh $(RELEASE) | awk '{print "built " $$9 ", " $$5}'

run: build ## start the server on 127.0.0.1:4600 with its data in ./var
	$(RELEASE) serve --data var --listen 127.0.0.1:4600

env: ## print the export lines for a server started by `make run`
	@$(RELEASE) env --data var --listen 127.0.0.1:4600

tour: ## play envelope encryption against the server of `make run`, then a trail against one of its own
	@Tools/tour/tour.sh
	@Tools/tour/record.sh

lint: ## check the formatting of the Swift sources
	swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)

format: ## format the Swift sources in place
	swift format --in-place --parallel --recursive $(SWIFT_SOURCES)

test: setup-test lint models-check ## run every check: lint, models, unit tests, conformance against a real server
	swift build --build-tests
	@echo "== unit tests"
	YAGURA_PYTHON=$(CURDIR)/.venv/bin/python swift test --skip-build --skip YaguraServerTests
	@echo "== unit tests of the server, by themselves: they time slow clients, and the others keep both cores busy"
	swift test --skip-build --filter YaguraServerTests
	@echo "== conformance: the AWS CLI, boto3 and raw requests against a running server"
	cd Conformance && YAGURA_BINARY=$(CURDIR)/$(DEBUG) ../.venv/bin/python -m pytest
	@echo "== fuzzing, a moment of it: make fuzz does more"
	FUZZ_SECONDS=3 FUZZ_SEED=1 Fuzzing/run.sh

fuzz: setup ## fuzz the parsers with libFuzzer, FUZZ_SECONDS (20) each
	Fuzzing/run.sh

models: setup-test ## write the schemas and typed operations anew from the public service models
	.venv/bin/python Tools/models/generate.py

models-check: setup-test ## fail if the generated models differ from what the public service models give
	.venv/bin/python Tools/models/generate.py --check

# What the benchmarks run beside the program itself.
bench-programs:
	swift build -c release --product bench-lookup --static-swift-stdlib -Xlinker -s
	swift build -c release --product yagura-unaudited --static-swift-stdlib -Xlinker -s
	swift build -c release --package-path Benchmarks

bench: build bench-programs setup-test ## measure the server beside its peers in one run, as a table, targets and JSON lines
	.venv/bin/python Benchmarks/run.py

bench-policy: setup-test ## measure decisions by policies alone, beside cedarpy
	swift build -c release --package-path Benchmarks --product bench-policy
	.venv/bin/python Benchmarks/run.py policy

bench-audit: build bench-programs setup-test ## measure what keeping records adds to a call
	.venv/bin/python Benchmarks/run.py audit

bench-lookup: build bench-programs setup-test ## measure look-ups among BENCH_EVENTS (ten million) events
	.venv/bin/python Benchmarks/run.py lookup

bench-sustained: build bench-programs setup-test ## make calls for BENCH_MINUTES (10), and count their events in the trail's files
	.venv/bin/python Benchmarks/run.py sustained

bench-tree: build setup-test ## measure an organization of 10,000 accounts alone: lists and moves beside a small one
	swift build -c release --package-path Benchmarks --product bench-load
	.venv/bin/python Benchmarks/run.py tree

bench-scale: build setup-test ## measure a store of 100,000 keys alone: start, memory, pages, calls, another root key
	swift build -c release --package-path Benchmarks
	.venv/bin/python Benchmarks/run.py scale
