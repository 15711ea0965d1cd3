# Plain make and sh. Every target that builds runs the set-up first, which is quick once the machine is ready.

# Where the downloaded public data lie, for `make real`.
REAL ?= ../shared/data/real

# The environment that the set-up found to be needed; the folder may be anywhere, spaces in its name included.
ENV = . ./.tools/env.sh

help:
	@echo 'make demo    build fukugo and plan the example city; the files go to runs/setagaya'
	@echo 'make test    every check that CI makes: format, lints, documentation, tests'
	@echo 'make bench   time every stage on three sizes, solve the suite of scenarios on the ward, at most five minutes each,'
	@echo '             and print the tables'
	@echo 'make bench-peers  time the program and parts of it against peers from the Python registry, and print the tables;'
	@echo '             all of it may take two hours; QUICK=1 lowers every limit, which only shows that it runs'
	@echo 'make real    import the public data in REAL and plan with them; the files go to runs/setagaya-real'
	@echo '             REAL=$(REAL)'
	@echo 'make setup   ready this machine: cmake and libclang, if it has none (.ci/setup says how)'
	@echo 'make clean   remove what the targets above made'
	@echo
	@echo 'A first build compiles the HiGHS solver: three to seven minutes on two cores.'

setup:
	@sh .ci/setup

demo: setup
	$(ENV) && cargo build --release --locked
	@echo
	@$(ENV) && cargo run --quiet --release --locked -- solve scenarios/setagaya-first-look.toml --out runs/setagaya
	@echo
	@echo 'The files of this plan are in runs/setagaya:'
	@ls runs/setagaya

test:
	@sh .ci/setup --checks
	@$(ENV); ! cargo fmt --version >/dev/null 2>&1 || { echo 'cargo fmt --check'; cargo fmt --check; }
	@$(ENV); ! cargo clippy --version >/dev/null 2>&1 || { echo 'cargo clippy --all-targets --locked -- -D warnings'; \
		cargo clippy --all-targets --locked -- -D warnings; }
	$(ENV) && RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --locked
	$(ENV) && cargo test --locked

bench: setup
	$(ENV) && cargo bench --locked --bench stages
	$(ENV) && cargo bench --locked --bench suite

# The peers go into a virtual environment of their own; without a network or Python the table has only our rows.
bench-peers: setup
	@[ -x .tools/peers/bin/python ] || python3 -m venv .tools/peers || echo 'no python3 with venv: peers are skipped'
	@[ ! -x .tools/peers/bin/python ] || .tools/peers/bin/python -m pip install --quiet --disable-pip-version-check \
		-r benches/peers/requirements.txt || echo 'the peers could not be installed: those missing are skipped'
	$(ENV) && cargo bench --locked --bench peers $(if $(QUICK),-- --quick)
	$(ENV) && cargo build --release --locked
	@[ ! -x .tools/peers/bin/python ] || .tools/peers/bin/python benches/peers/locate.py "$${CARGO_TARGET_DIR:-target}/release/fukugo" \
		$(if $(QUICK),--limit 3)
	@[ ! -x .tools/peers/bin/python ] || .tools/peers/bin/python benches/peers/plan.py "$${CARGO_TARGET_DIR:-target}/release/fukugo" \
		$(if $(QUICK),--limit 10)

real:
	@if [ -d "$(REAL)" ]; then $(MAKE) real-plan; else echo 'skipped: no folder $(REAL); REAL=... names another'; fi

real-plan: setup
	$(ENV) && cargo build --release --locked
	@$(ENV) && cargo run --quiet --release --locked -- import data/recipes/setagaya-open-data.toml \
		--source "$(REAL)" --out runs/setagaya-real-project
	@echo
	@$(ENV) && cargo run --quiet --release --locked -- solve scenarios/setagaya-real.toml --out runs/setagaya-real
	@echo
	@echo 'The project is in runs/setagaya-real-project, the files of this plan are in runs/setagaya-real:'
	@ls runs/setagaya-real

# Other folders in runs/ are the user's own.
clean:
	rm -rf runs/setagaya runs/setagaya-real runs/setagaya-real-project
	@if [ -f .tools/env.sh ]; then $(ENV); fi; echo 'cargo clean'; cargo clean
	rm -rf .tools benches/peers/__pycache__

.PHONY: help setup demo test bench bench-peers real real-plan clean
