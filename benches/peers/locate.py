#!/usr/bin/env python3
"""Location questions: `fukugo locate` beside solvers used for them from Python, same instance, same machine, one after the other.

    locate.py FUKUGO [--limit SECONDS] [--only NAME,..]

Instances are made by locate_instances.py beside this file. Every program runs in a process of its own; wall and processor seconds and peak
memory are those of the process. A row says what the program itself claims: its objective and whether it says optimal. Missing peers are
skipped. Needs numpy and scipy; peers: highspy, ortools, pbp-pmedian, spopt with pulp.
"""

import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent

# name, shape and its arguments, question for fukugo, peers that can ask it
CASES = [
    ("pmed-like 600/5", ["graph", "--n", "600"], ["p-median", "-p", "5"], ["highspy"]),
    ("pmed-like 600/200", ["graph", "--n", "600"], ["p-median", "-p", "200"], ["highspy", "cpsat", "pbp", "spopt"]),
    ("pmed-like 900/90", ["graph", "--n", "900"], ["p-median", "-p", "90"], ["highspy", "pbp"]),
    ("cluster 1400/100", ["cluster", "--n", "1400"], ["p-median", "-p", "100"], ["pbp"]),
    ("city 5000x800/20", ["city", "--n", "5000", "--m", "800"], ["p-median", "-p", "20"], ["pbp"]),
    ("city 5000x800/200", ["city", "--n", "5000", "--m", "800"], ["p-median", "-p", "200"], ["pbp"]),
    ("capacitated 50x16", ["capacitated", "--n", "50", "--m", "16"], ["capacitated"], ["highspy"]),
]


def peer(name, folder, question, limit):
    """Runs inside the child: solves the instance and prints objective and claim."""
    import csv

    import numpy as np

    def table(file):
        with open(folder / file) as text:
            return list(csv.DictReader(text))

    weight = None
    if (folder / "matrix.csv").exists():
        rows = table("matrix.csv")
        n, m = max(int(r["demand"]) for r in rows), max(int(r["site"]) for r in rows)
        cost = np.zeros((n, m))
        for r in rows:
            cost[int(r["demand"]) - 1, int(r["site"]) - 1] = float(r["cost"])
    else:
        sites = table("sites.csv")
        demand = table("demand.csv") if (folder / "demand.csv").exists() else sites
        at = lambda rows: np.array([(float(r["x"]), float(r["y"])) for r in rows])
        a, b = at(demand), at(sites)
        cost = np.floor(np.hypot(a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1]))
        if "weight" in demand[0]:
            weight = np.array([float(r["weight"]) for r in demand])
            cost = cost * weight[:, None]
    n, m = cost.shape
    p = int(question[question.index("-p") + 1]) if "-p" in question else None
    started = time.monotonic()
    if name == "highspy":
        import highspy

        model = highspy.Highs()
        model.setOptionValue("output_flag", False)
        model.setOptionValue("threads", 1)
        model.setOptionValue("time_limit", float(limit))
        fixed = np.zeros(m)
        capacity = None
        if question[0] == "capacitated":
            rows = table("sites.csv")
            fixed = np.array([float(r["cost"]) for r in rows])
            capacity = np.array([float(r["capacity"]) for r in rows])
            weight = np.array([float(r["weight"]) for r in table("demand.csv")])
        y = [model.addVariable(0, 1, fixed[j]) for j in range(m)]
        model.changeColsIntegrality(m, np.arange(m, dtype=np.int32), np.array([highspy.HighsVarType.kInteger] * m))
        lp_rows = 0
        x0 = m
        model.addVars(n * m, np.zeros(n * m), np.ones(n * m))
        model.changeColsCost(n * m, np.arange(x0, x0 + n * m, dtype=np.int32), cost.ravel())
        for i in range(n):
            model.addRow(1, 1, m, np.arange(x0 + i * m, x0 + (i + 1) * m, dtype=np.int32), np.ones(m))
            for j in range(m):
                model.addRow(-highspy.kHighsInf, 0, 2, np.array([x0 + i * m + j, j], dtype=np.int32), np.array([1.0, -1.0]))
        if p is not None:
            model.addRow(p, p, m, np.arange(m, dtype=np.int32), np.ones(m))
        if capacity is not None:
            for j in range(m):
                columns = np.append(np.arange(x0 + j, x0 + n * m, m), j).astype(np.int32)
                model.addRow(-highspy.kHighsInf, 0, n + 1, columns, np.append(weight, -capacity[j]))
        model.run()
        print(json.dumps({"objective": model.getInfo().objective_function_value, "claim": model.modelStatusToString(model.getModelStatus())}))
    elif name == "cpsat":
        from ortools.sat.python import cp_model

        model = cp_model.CpModel()
        y = [model.new_bool_var("") for _ in range(m)]
        terms = []
        for i in range(n):
            x = [model.new_bool_var("") for _ in range(m)]
            model.add_exactly_one(x)
            for j in range(m):
                model.add_implication(x[j], y[j])
            terms += [int(c) * v for c, v in zip(cost[i], x)]
        model.add(sum(y) == p)
        model.minimize(sum(terms))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds, solver.parameters.num_workers = limit, 1
        solver.parameters.linearization_level = 2
        status = solver.solve(model)
        print(json.dumps({"objective": solver.objective_value, "claim": solver.status_name(status)}))
    elif name == "pbp":
        import pbp_pmedian

        # Its rows are sites.
        value, _, _, status, _ = pbp_pmedian.solve(np.ascontiguousarray(cost.T), p, time_limit=limit)
        print(json.dumps({"objective": float(value), "claim": str(status)}))
    elif name == "spopt":
        import pulp
        from spopt.locate import PMedian

        problem = PMedian.from_cost_matrix(cost, np.ones(n), p)
        problem = problem.solve(pulp.HiGHS(msg=False, timeLimit=limit, threads=1))
        print(json.dumps({"objective": problem.problem.objective.value(), "claim": pulp.LpStatus[problem.problem.status]}))
    print(f"solving took {time.monotonic() - started:.2f} s", file=sys.stderr)


def run(command, limit):
    """Wall and processor seconds, peak memory in megabytes, standard output; of a child that is killed well after its limit."""
    started = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        out, _ = child.communicate(timeout=3 * limit + 60)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        return time.monotonic() - started, None, None, ""
    return time.monotonic() - started, None, None, out


def measured(command, limit):
    """The same with processor seconds and memory, read from a wrapper process that has no other child."""
    wrapper = [sys.executable, __file__, "--measure", str(limit), "--", *command]
    out = subprocess.run(wrapper, stdout=subprocess.PIPE, text=True, check=False).stdout
    return json.loads(out) if out else None


def main():
    if "--measure" in sys.argv:
        at = sys.argv.index("--")
        wall, _, _, out = run(sys.argv[at + 1 :], float(sys.argv[at - 1]))
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(json.dumps({"wall": wall, "processor": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1024, "out": out}))
        return
    if "--peer" in sys.argv:
        at = sys.argv.index("--peer")
        peer(sys.argv[at + 1], pathlib.Path(sys.argv[at + 2]), sys.argv[at + 4 :], float(sys.argv[at + 3]))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fukugo")
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    wanted = [name for name in arguments.only.split(",") if name]
    print("| instance | program | objective | says | wall s | processor s | peak MB | processor ÷ fukugo |")
    print("|---|---|---|---|---|---|---|---|")
    for name, shape, question, peers in CASES:
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            subprocess.run([sys.executable, HERE / "locate_instances.py", shape[0], folder, *shape[1:]], check=True)
            files = ["--matrix", folder / "matrix.csv"] if (folder / "matrix.csv").exists() else ["--sites", folder / "sites.csv", "--metric", "euclidean", "--round", "down"]
            if (folder / "demand.csv").exists():
                files += ["--demand-table" if "--matrix" in files else "--demand", folder / "demand.csv"]
            if "--matrix" in files and (folder / "sites.csv").exists():
                files += ["--site-table", folder / "sites.csv", "--cost-is", "whole"]
            command = [arguments.fukugo, "--threads", "1", "locate", *question, *files, "--json", "--time-limit", str(arguments.limit)]
            own = measured([str(part) for part in command], arguments.limit)
            row(name, "fukugo", own, own, "status")
            for program in peers:
                command = [sys.executable, __file__, "--peer", program, str(folder), str(arguments.limit), *question]
                row(name, program, measured(command, arguments.limit), own, "claim")


def row(name, program, result, own, key):
    try:
        answer = json.loads(result["out"])
    except (TypeError, ValueError):
        print(f"| {name} | {program} | – | no answer or not installed | {result['wall']:.2f} | {result['processor']:.2f} | {result['memory']:.0f} | |", flush=True)
        return
    ratio = result["processor"] / max(own["processor"], 1e-3)
    print(
        f"| {name} | {program} | {answer['objective']:,.6g} | {answer[key]} | {result['wall']:.2f} | {result['processor']:.2f} | {result['memory']:.0f} | {ratio:.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
