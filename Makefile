# Every target says what it does; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

RELEASE := .build/release/yagura
DEBUG := .build/debug/yagura
# Linking Swift's libraries into the binary makes it run where no toolchain is installed.
RELEASE_FLAGS := -c release --product yagura --static-swift-stdlib -Xlinker -s
SWIFT_SOURCES := Package.swift Sources Tests Benchmarks/Package.swift $(wildcard Benchmarks/Sources/bench-*) \
	$(wildcard Benchmarks/Sources/hello-*)

.PHONY: help run build test bench env tour lint format setup setup-test

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

tour: ## play envelope encryption, step by step, against the server of `make run`
	@Tools/tour/tour.sh

lint: ## check the formatting of the Swift sources
	swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)

format: ## format the Swift sources in place
	swift format --in-place --parallel --recursive $(SWIFT_SOURCES)

test: setup-test lint ## run every check: lint, unit tests, conformance against a real server
	swift build
	swift test
	YAGURA_BINARY=$(DEBUG) .venv/bin/python -m pytest Conformance

bench: build ## compare the HTTP layers and load the server, as JSON lines
	Benchmarks/run.sh
