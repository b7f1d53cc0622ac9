# 薪火: the commands people and CI rely on (docs/roles/operator.md, docs/roles/developer.md).
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
XINHUO_VAR ?= $(CURDIR)/var
USUAL_PARTS := /var/tmp/xinhuo-parts
XINHUO_PARTS ?= $(USUAL_PARTS)
MARK := .made-by-xinhuo-tests
export XINHUO_VAR XINHUO_PARTS
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: run test lint bench clean lock
.DEFAULT_GOAL := run

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "需要 Python 3.11 或更高版本。Debian 上请运行：apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "缺少 Python 的 venv 模块。Debian 上请运行：apt-get install python3-venv"; exit 1; }
	@echo "① 建立 Python 环境"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "建立 Python 环境失败：请看上面的说明，常见原因是磁盘已满或目录只读。"; exit 1; }

# Without compiling at installation: a quarter of the wait. Python compiles what is used, when it is used.
$(VENV)/.base: requirements/base.txt | $(VENV)/bin/python
	@echo "② 安装依赖（首次约一分钟）"
	@$(BIN)/pip install --quiet --require-hashes -r requirements/base.txt || { echo "安装依赖失败：请检查网络、磁盘空间和 pip 的软件源设置，然后再运行一次。"; exit 1; }
	@touch $@

$(VENV)/.test: requirements/test.txt | $(VENV)/bin/python
	@echo "安装测试依赖"
	@$(BIN)/pip install --quiet --require-hashes -r requirements/test.txt || { echo "安装依赖失败：请检查网络、磁盘空间和 pip 的软件源设置，然后再运行一次。"; exit 1; }
	@touch $(VENV)/.base $@

run: $(VENV)/.base
	@XINHUO_BASE_URL="$${XINHUO_BASE_URL:-http://127.0.0.1:$(PORT)}" exec $(BIN)/python manage.py serve --setup --port "$(PORT)"

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

# Only what stands in this folder: a data folder elsewhere may be somebody's site, and a folder that
# XINHUO_PARTS names is ours only where the tests made it (tests/parts leaves a mark) or at its usual place.
clean:
	rm -rf $(VENV) "$(CURDIR)/var" .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@if [ -f "$(XINHUO_PARTS)/$(MARK)" ] || [ "$(XINHUO_PARTS)" = "$(USUAL_PARTS)" ]; then rm -rf "$(XINHUO_PARTS)"; \
	elif [ -e "$(XINHUO_PARTS)" ]; then echo "测试部件目录 $(XINHUO_PARTS) 不是本程序建立的，没有删除。"; fi
	@[ "$(XINHUO_VAR)" = "$(CURDIR)/var" ] || echo "数据目录 $(XINHUO_VAR) 不在本文件夹内，没有删除。"
