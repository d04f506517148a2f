# SPDX-License-Identifier: Apache-2.0
# Every target sets up what it needs first; nothing has to be installed or exported before.

SHELL := /bin/bash
program := .build/release/facefleet

.PHONY: help bootstrap build run serve test check gallery bench fuzz tsan clean

help: ## Say what there is to make.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

bootstrap:
	@scripts/bootstrap

build: bootstrap ## Build the program and its tests.
	@scripts/build

run: build ## Fuse the first example face into the others, then serve on http://127.0.0.1:8000/.
	@mkdir -p out
	$(program) swap --source Examples/faces/p1_f_young_cauc.png --target 'Examples/faces/p[2-8]_*.png' --output out
	$(program) serve --log-format text

serve: build ## Serve on http://127.0.0.1:8000/.
	$(program) serve --log-format text

test: build ## Run every test, after a few seconds of each fuzzer.
	@scripts/fuzz 3
	@scripts/test

check: build ## What every change must pass: format, lint, imports, warnings, budgets, tests.
	@scripts/check

gallery: build ## Fuse all pairs of the example faces into one contact sheet, out/gallery.jpg.
	@scripts/gallery

bench: build ## Measure the kernels and the fusion beside their references.
	@scripts/bench

fuzz: bootstrap ## Feed broken images to the header parser and the decoders. SECONDS_EACH=600
	@scripts/fuzz

tsan: bootstrap ## Run the concurrent tests under the thread sanitizer, in a build of their own.
	@scripts/tsan

clean: ## Remove what was built; what was fetched stays in .deps.
	rm -rf .build Benchmarks/.build out
