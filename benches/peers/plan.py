#!/usr/bin/env python3
"""The plan itself: `fukugo solve` beside mixed-integer solvers on the complete model it exports, same gap, one after the other.

    plan.py FUKUGO [--limit SECONDS] [--only INSTANCE].. [--threads N]..

Instances: the town and the ward of `scenarios/`, and a generated municipality of half the ward's size. The model is that of
`--write-model`; the gap is the scenario's, (objective - bound) / |objective| for everyone. fukugo is measured from reading the scenario to
the last file written, a peer from reading the model to its answer; processor seconds and peak memory are those of the whole process. A row
says what the program itself claims. SECONDS lowers the limit of every search, which is printed with the instance.

Every answer is compared with all others of its instance: a bound above another's objective means that one of the two is wrong, and ends the
bench with exit code 1. Missing peers are skipped with a row that says so. Peers: highspy, pyscipopt, ortools (CP-SAT).
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from measure import measured, ratios, told, used

ROOT = pathlib.Path(__file__).resolve().parents[2]

# name, scenario or the size to generate, seconds of search
CASES = [
    ("town", "scenarios/town.toml", 120),
    ("half a ward", ["--schools", "45", "--facilities", "210", "--cells", "465", "--seed", "1"], 300),
    ("ward", "scenarios/setagaya.toml", 300),
]

PEERS = ["highspy", "scip", "cpsat"]

# Relative room between one program's bound and another's objective: their tolerances of feasibility.
EQUAL = 1e-6


def answer(version, claim, objective, bound, read_s):
    """Prints what a peer has found; values that are none, or stand for infinity, are left out."""
    value = lambda number: float(number) if number is not None and abs(number) < 1e19 else None
    print(json.dumps({"version": version, "claim": str(claim), "objective": value(objective), "bound": value(bound), "read_s": read_s}))


def by_highspy(path, gap, limit, threads):
    import highspy

    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", threads)
    model.setOptionValue("mip_rel_gap", gap)
    model.setOptionValue("time_limit", limit)
    started = time.monotonic()
    model.readModel(path)
    read_s = time.monotonic() - started
    model.run()
    found = model.getInfo()
    has_plan = found.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    objective = found.objective_function_value if has_plan else None
    claim = model.modelStatusToString(model.getModelStatus())
    answer(f"highspy {model.version()}", claim, objective, found.mip_dual_bound, read_s)


def by_scip(path, gap, limit, threads):
    import pyscipopt

    model = pyscipopt.Model()
    model.hideOutput()
    started = time.monotonic()
    model.readProblem(path)
    read_s = time.monotonic() - started
    model.setParam("limits/time", limit)
    # SCIP divides by the smaller of objective and bound.
    model.setParam("limits/gap", gap / (1 - gap))
    if threads > 1:
        model.setParam("parallel/maxnthreads", threads)
        model.solveConcurrent()
    else:
        model.optimize()
    objective = model.getPrimalbound() if model.getNSols() else None
    answer(f"PySCIPOpt {pyscipopt.__version__}, SCIP {model.version()}", model.getStatus(), objective, model.getDualbound(), read_s)


def by_cpsat(path, gap, limit, threads):
    import ortools
    from ortools.linear_solver.python import model_builder

    model = model_builder.Model()
    started = time.monotonic()
    if not model.import_from_mps_file(path):
        print(json.dumps({"refused": "its reader of MPS refuses the model"}))
        return
    read_s = time.monotonic() - started
    solver = model_builder.Solver("sat")
    solver.set_time_limit_in_seconds(limit)
    solver.set_solver_specific_parameters(f"num_workers: {threads} relative_gap_limit: {gap} linearization_level: 2")
    status = solver.solve(model)
    has_plan = status in (model_builder.SolveStatus.OPTIMAL, model_builder.SolveStatus.FEASIBLE)
    claim = f"{status.name} {solver.status_string}".strip()
    # Without a plan the model builder keeps the bound to itself.
    objective, bound = (solver.objective_value, solver.best_objective_bound) if has_plan else (None, None)
    answer(f"OR-Tools {ortools.__version__}, CP-SAT", claim, objective, bound, read_s)


def size(path):
    """Rows, columns and columns that are whole of an MPS file as fukugo writes it."""
    rows, columns, whole, section, is_whole = 0, set(), set(), "", False
    with open(path, encoding="utf-8") as text:
        for line in text:
            if not line.startswith(" "):
                section = line.split()[0]
            elif section == "ROWS":
                rows += 1
            elif section == "COLUMNS" and "'MARKER'" in line:
                is_whole = "'INTORG'" in line
            elif section == "COLUMNS":
                name = line.split(None, 1)[0]
                columns.add(name)
                if is_whole:
                    whole.add(name)
    return rows - 1, len(columns), len(whole)


class Table:
    """Rows of one instance, whose answers are compared as they come."""

    def __init__(self, name, gap, limit):
        self.name, self.gap, self.limit = name, gap, limit
        self.answers, self.defects = [], 0

    def add(self, program, threads, result, found, own):
        head = f"| {self.name} | {program} | {threads}"
        if found is None or found.get("missing") or found.get("refused"):
            says = "no answer: it ended with an error, ran out of memory or was killed"
            says = says if found is None else found.get("refused") or "skipped: not installed"
            print(f"{head} | – | – | – | {says} | {used(result)} | | |", flush=True)
            return
        objective, bound, claim = found["objective"], found["bound"], found["claim"]
        show = lambda value: "–" if value is None else f"{value:,.1f}"
        gap = None if objective is None or bound is None else (objective - bound) / max(abs(objective), 1e-9)
        says = claim if objective is not None else f"{claim}: no plan after {self.limit:g} s"
        says += f"; read in {found['read_s']:.1f} s" if "read_s" in found else ""
        for wrong in self.compare(f"{program} on {threads}", objective, bound):
            self.defects += 1
            says += f"; **{wrong}**"
        print(
            f"{head} | {show(objective)} | {show(bound)} | {'–' if gap is None else f'{gap:.2%}'} | {says} | {used(result)} | {ratios(result, own)} |",
            flush=True,
        )

    def compare(self, who, objective, bound):
        """What cannot be true beside the answers so far, its own included."""
        self.answers.append((who, objective, bound))
        above = lambda bound, objective: None not in (bound, objective) and bound > objective + EQUAL * abs(objective)
        wrong = []
        for other, their_objective, their_bound in self.answers:
            if above(bound, their_objective):
                wrong.append(f"its bound is above the plan of {other}")
            if other != who and above(their_bound, objective):
                wrong.append(f"its plan is below the bound of {other}")
        return wrong


def scenario_of(fukugo, what, folder):
    if isinstance(what, str):
        return ROOT / what
    subprocess.run([fukugo, "generate", *what, "--out", str(folder / "project")], check=True, stdout=subprocess.DEVNULL)
    return folder / "project" / "scenario.toml"


def ours(fukugo, scenario, threads, limit, folder):
    command = [fukugo, "--threads", threads, "solve", scenario, "--out", folder / "run", "--json", "--time-limit", limit]
    result = measured(command, limit)
    manifest = told(result)
    if manifest is None:
        return result, None
    found = {"claim": manifest["status"], "objective": manifest["objective"], "bound": manifest["bound"]}
    return result, found


def case(fukugo, name, what, limit, counts, folder):
    """Prints the rows of an instance and returns how many of them contradict others."""
    scenario, model = scenario_of(fukugo, what, folder), folder / "model.mps"
    # The model is written before the search, which is not wanted here.
    command = [fukugo, "solve", scenario, "--write-model", model, "--time-limit", 1, "--json", "--out", folder / "export"]
    subprocess.run([str(part) for part in command], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    rows, columns, whole = size(model)
    merged = subprocess.run([fukugo, "check", scenario, "--print-merged"], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    gap = gap_of(merged)
    print(f"\n{name}: {rows:,} rows, {columns:,} columns, {whole:,} of them whole; gap {gap:.2%}; at most {limit:g} s of search\n")
    print("| instance | program | threads | objective (million yen) | bound | gap | says | wall s | processor s | peak MB | wall ÷ fukugo | processor ÷ fukugo |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
    table = Table(name, gap, limit)
    for threads in counts:
        own, found = ours(fukugo, scenario, threads, limit, folder)
        table.add("fukugo", threads, own, found, own)
        for program in PEERS:
            command = [sys.executable, __file__, "--peer", program, model, gap, limit, threads]
            result = measured(command, limit)
            found = told(result)
            table.add((found or {}).get("version", program), threads, result, found, own)
    return table.defects


def gap_of(merged):
    import tomllib

    # The program's default, as docs/scenario.md has it.
    return tomllib.loads(merged).get("solver", {}).get("gap", 0.001)


def main():
    if "--peer" in sys.argv:
        program, path, gap, limit, threads = sys.argv[sys.argv.index("--peer") + 1 :]
        try:
            globals()[f"by_{program}"](path, float(gap), float(limit), int(threads))
        except ImportError:
            print(json.dumps({"missing": True}))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fukugo")
    parser.add_argument("--limit", type=float, default=float("inf"), help="seconds of every search, if less than the instance's own")
    parser.add_argument("--only", action="append", help="an instance by its name; may be given again")
    parser.add_argument("--threads", action="append", type=int, help="threads of every program; may be given again (default: 1, then 2)")
    arguments = parser.parse_args()
    defects = 0
    for name, what, limit in CASES:
        if arguments.only and name not in arguments.only:
            continue
        with tempfile.TemporaryDirectory() as folder:
            defects += case(arguments.fukugo, name, what, min(limit, arguments.limit), arguments.threads or [1, 2], pathlib.Path(folder))
    if defects:
        sys.exit(f"{defects} contradictions between answers: see the rows in bold")


if __name__ == "__main__":
    main()
