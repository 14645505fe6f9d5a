# Dormouse: every target is one call; setup happens by itself the first time and says so.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# Variables: the same on every target. Defaults that the Python side owns are left empty here.
PROFILE ?= ameba
SIM ?= icarus
SEED ?=
WAVES ?=
T ?=
CELL ?=
MODEL ?=
JOBS ?=
SEEDS ?= 5
export PROFILE SIM SEED WAVES CELL MODEL JOBS

# Compiled Python is kept, below build/, also where the environment says not to: every simulation is a process of its own, and
# compiling its modules anew takes longer than many of them.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/build/pycache

PY := .venv/bin/python
# One test needs no worker processes; several do. JOBS=n decides otherwise.
WORKERS = $(or $(JOBS),$(if $(findstring ::,$(T)),0,$(shell nproc)))
# set -f: the [..] of a test's variant is no file pattern
PYTEST = set -f; $(PY) -m pytest -n $(WORKERS)

PROFILES := $(notdir $(basename $(wildcard profiles/*.toml)))

# A typo must cost a second, not a set-up and a stack trace. The default profile is not checked: it is not a typo.
ifneq ($(filter-out help clean distclean,$(or $(MAKECMDGOALS),help)),)
  ifeq ($(filter icarus verilator,$(SIM)),)
    $(error SIM=$(SIM): no such simulator; choose from: icarus verilator)
  endif
  ifneq ($(origin PROFILE),file)
    ifeq ($(filter $(PROFILES),$(PROFILE)),)
      $(error PROFILE=$(PROFILE): no such profile; choose from: $(PROFILES))
    endif
  endif
endif

.PHONY: help setup setup-dev sim waves charge test regress lint formal bench regs profiles clean distclean

help:  ## this list
	@echo "Dormouse power-management unit. make <target> [VARIABLE=value ...]"
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'
	@echo
	@echo "  PROFILE=name   platform: $(or $(PROFILES),none yet) (default ameba)"
	@echo "  SIM=name       icarus or verilator (default icarus)"
	@echo "  SEED=n         seed of everything random, or random (default 1)"
	@echo "  WAVES=1        write a VCD of every simulation and say where"
	@echo "  CELL=mAh       charge: capacity of the cell (default 500)"
	@echo "  MODEL=name     charge: the cell is circuit (default), or PyBaMM's thevenin or spme (requirements-pybamm.txt)"
	@echo "  T=selection    what to test: a folder, a file, file::test, or pytest options (default everything)"
	@echo "  JOBS=n         simulations at the same time (default: number of cores)"

setup: ## install what sim and waves need: .venv, pinned packages, Icarus Verilog
	@sh scripts/setup.sh sim

setup-dev: ## install what all other targets need besides
	@sh scripts/setup.sh dev

sim: setup ## boot, sleep, wake, charge and shut down one platform, checked against the model
	@$(PY) -m tb.sim

waves: ## the same with waves, shown in GTKWave
	@sh scripts/setup.sh waves
	@$(PY) -m tb.sim --waves

# The default profile has no charger: unless one was asked for, it is the one that has.
charge: export PROFILE := $(if $(filter file,$(origin PROFILE)),quectel,$(PROFILE))
charge: setup ## charge a battery, use it and charge it again, with the plant in a closed loop; draw the charge curve
	@$(PY) -m tb.charge

test: setup-dev ## run all tests, or those selected with T
	@$(PYTEST) $(T)

regress: setup-dev ## run the simulations with SEEDS=5 seeds, from a random one unless SEED is given
	@export SEED=$(or $(SEED),random); $(PYTEST) --seeds $(SEEDS) $(T)

lint: setup-dev ## Icarus, Verilator, Verible and Yosys over all RTL
	@$(PY) scripts/lint.py

formal: setup-dev ## prove the properties
	@$(PY) formal/run.py

bench: setup-dev ## measure speed and scale
	@$(PY) bench/run.py

regs: setup-dev ## generate register block, header and pages from regs/pmu.rdl
	@$(PY) regs/generate.py

profiles: setup-dev ## check all profiles and generate their wrapper modules
	@$(PY) -m profiles.wrapper

clean: ## remove what runs produced (build/)
	@rm -rf build

distclean: clean ## remove the virtual environment too
	@rm -rf .venv
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
