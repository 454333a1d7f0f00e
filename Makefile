# Every verb a person needs; `make help` lists them. `run` and `test` do all set-up themselves.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
HOME_DIR := .run
# what a running stack tells the commands for operators
ENTER = [ -r $(HOME_DIR)/env ] || { echo "nothing is running here: start it with 'make run'"; exit 1; }; . ./$(HOME_DIR)/env
SERVICES := grid petition mediation notify gateway
COMPILE := .venv/bin/uv pip compile -q --no-emit-index-url --no-header --generate-hashes --universal --python-version 3.11

.PHONY: help setup dev run stop demo migrate audit-verify erase-again account-requests dead-letters retention breach-drill minors-audit test check lint types imports advisories sbom unit integration contract \
        journey histories any-input bench bench-gateway bench-ground bench-million rules new-service lock clean

help: ## list what can be asked for
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what running needs (run and test do it themselves)
	@tools/bootstrap run

run: setup ## start everything on this machine; Ctrl-C or `make stop` ends it
	@exec $(PY) -m tools.run up --home $(HOME_DIR)

stop: ## end what `make run` started
	@[ ! -x $(PY) ] || $(PY) -m tools.run down --home $(HOME_DIR)

demo: ## play the main job on a running stack: make demo [MESSAGES=file.csv] [N=100]
	@$(ENTER); $(PY) -m tools.demo $(if $(MESSAGES),--file "$(MESSAGES)") $(if $(N),-n $(N))

migrate: ## bring the schemas of a running stack up to date
	@$(ENTER); $(PY) -m kernel.migrate

audit-verify: ## prove that no act was changed, taken out or put in
	@$(ENTER); $(PY) -m tools.audit_verify $(SERVICES)

erase-again: ## carry erasures out again on a restored database: make erase-again REGISTER=file
	@$(ENTER); $(PY) -m tools.erasures again "$(REGISTER)"

account-requests: ## what waits for a second operator: make account-requests [DO="confirm ID"], for a district with one
	@$(ENTER); LINLI_DATABASE_URL=$$LINLI_GATEWAY_DATABASE_URL $(PY) -m tools.account_requests $(or $(DO),list)

dead-letters: ## list events that could not be handled: make dead-letters [DO="show ID"] [SERVICE=notify]
	@$(ENTER); for service in $(or $(SERVICE),$(SERVICES)); do echo "$$service:"; \
	  eval "url=\$$LINLI_$$(echo $$service | tr a-z A-Z)_DATABASE_URL"; \
	  LINLI_DATABASE_URL=$$url $(PY) -m tools.dead_letters --service $$service $(or $(DO),list) || exit 1; done

breach-drill: setup ## which records an account saw: make breach-drill ACCOUNT=id FROM=2026-11-01 TO=2026-11-22 [REASON=breach] [OUT=file.csv]
	@$(PY) -m tools.breach_drill $(ACCOUNT) --from $(FROM) --to $(TO) --reason $(or $(REASON),drill) $(if $(OUT),--out $(OUT))

minors-audit: ## what is kept of minors and who looked: make minors-audit YEAR=2026 [OUT=file.json]
	@$(ENTER); $(PY) -m tools.minors_audit $(YEAR) $(if $(OUT),--out $(OUT))

retention: ## tell what is past its time; make retention DO=run lets it go [DO="hold ID review"] [SERVICE=grid]
	@$(ENTER); for service in $(or $(SERVICE),$(SERVICES)); do \
	  eval "url=\$$LINLI_$$(echo $$service | tr a-z A-Z)_DATABASE_URL"; \
	  LINLI_DATABASE_URL=$$url $(PY) -m tools.retention --service $$service $(DO) || exit 1; done

test: ## prove everything, from nothing
	@tools/bootstrap test
	@exec $(PY) -m tools.prove

dev: ; @tools/bootstrap test

lint: dev ## style, and mistakes that show in the text
	@$(PY) -m ruff check .

types: dev ## types
	@$(PY) -m mypy

imports: dev ## who may import whom
	@.venv/bin/lint-imports

advisories: dev ## known faults of pinned packages: make advisories, with LINLI_ADVISORIES for a mirror of the OSV API
	@$(PY) -m tools.advisories

check: lint types imports advisories ## all that needs no server of ours: style, types, imports, known faults of packages

sbom: dev ## what an image is made of, as CycloneDX JSON: make sbom [FILE=build/linli.cdx.json]
	@$(PY) -m tools.bom $(FILE)

unit: dev ## rules alone, without network
	@$(PY) -m pytest tests/unit -q

integration: dev ## with real servers
	@$(PY) -m tools.prove integration

contract: dev ## facts kept in two places agree
	@$(PY) -m pytest -p tests.green tests/contract -q

journey: dev ## a whole stack, through HTTP
	@$(PY) -m pytest tests/journey -q

histories: dev ## random histories of matters, of the rules alone and with a database: make histories N=5000
	@LINLI_HISTORIES=$(or $(N),5000) $(PY) -m pytest -q tests/unit/grid/test_life_history.py
	@LINLI_HISTORIES=$(or $(N),5000) $(PY) -m pytest -q -s -p tests.green tests/integration/grid/matter/test_histories.py

any-input: dev ## whatever fits the API document and whatever does not, sent to a whole stack: make any-input N=50
	@LINLI_ANY_INPUT=$(or $(N),50) $(PY) -m pytest -q -s tests/journey/test_any_input.py

bench: dev ## figures of this machine, with spread
	@$(PY) -m bench

bench-gateway: dev ## figures of the front door: a call that does nothing, many streams, slow clients
	@$(PY) -m bench.gateway

bench-ground: dev ## figures of the ground in memory: points found, replicas brought up to date
	@$(PY) -m bench.ground

bench-million: dev ## figures of desk queue, search, evaluation and sweep at ten thousand and a million matters
	@$(PY) -m bench.million

rules: dev ## write anew what docs hold of the code: rules, states, picture, events, settings
	@$(PY) -m tools.rules_index && $(PY) -m tools.diagrams && $(PY) -m tools.border_picture && $(PY) -m tools.asyncapi && $(PY) -m tools.settings_table \
	  && $(PY) -m tools.scope_table && $(PY) -m tools.retention_table

new-service: setup ## make a service that runs: make new-service NAME=lamp
	@$(PY) -m tools.new_service "$(NAME)"

lock: ## pin all packages anew within pyproject.toml
	@tools/bootstrap test
	@[ -x .venv/bin/uv ] || $(PY) -m pip install -q uv
	$(COMPILE) pyproject.toml -o requirements/run.txt
	$(COMPILE) --extra local pyproject.toml -o requirements/local.txt
	$(COMPILE) --extra local --extra test pyproject.toml -o requirements/dev.txt

clean: stop ## remove all data of the private servers, caches, and the Python environment
	@[ ! -x $(PY) ] || $(PY) -m tools.run forget --home $(HOME_DIR)
	rm -rf $(HOME_DIR) .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info
