# 薪火: the commands people and CI rely on (docs/roles/operator.md, docs/roles/developer.md).
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
XINHUO_VAR ?= $(CURDIR)/var
export XINHUO_VAR

.PHONY: run test lint bench clean lock
.DEFAULT_GOAL := run

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更高版本，请先安装：apt-get install python3 python3-venv"; exit 1; }
	@echo "① 建立 Python 环境"
	@$(PYTHON) -m venv $(VENV) || { echo "建立环境失败，请先安装：apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.base: requirements/base.txt | $(VENV)/bin/python
	@echo "② 安装依赖（首次约一分钟）"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/.test: requirements/test.txt | $(VENV)/bin/python
	@echo "安装测试依赖"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $(VENV)/.base $@

run: $(VENV)/.base
	@$(BIN)/python manage.py setup
	@exec $(BIN)/python manage.py serve --port $(PORT)

test: $(VENV)/.test
	@$(BIN)/python -m tests.parts test $(ARGS)

lint: $(VENV)/.test
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy cms search site/config tests manage.py conftest.py
	@$(BIN)/python -m tests.lint_templates

bench: $(VENV)/.test
	@$(BIN)/python -m tests.bench $(ARGS)

lock: $(VENV)/bin/python
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --no-header --python-version 3.11 --generate-hashes pyproject.toml -o requirements/base.txt
	@$(BIN)/uv pip compile --quiet --no-header --python-version 3.11 --generate-hashes --extra test pyproject.toml -o requirements/test.txt

clean:
	rm -rf $(VENV) "$(XINHUO_VAR)" .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
