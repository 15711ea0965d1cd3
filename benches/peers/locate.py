#!/usr/bin/env python3
"""Location questions: `fukugo locate` beside solvers used for them from Python, same instance, same machine, one after the other.

    locate.py FUKUGO [--limit SECONDS] [--only NAME]..

Instances are made by locate_instances.py beside this file. Every program runs in a process of its own; wall and processor seconds and peak
memory are those of the process, reading the tables included. A row says what the program itself claims: its objective and whether it says
optimal. Missing peers are skipped. Needs numpy and scipy; peers: highspy, pyscipopt, ortools, pbp-pmedian, spopt with pulp. `highspy` is the
textbook model with a column a pair, `radius` the model over distinct distances, both built from arrays.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from measure import measured, ratios, told, used

HERE = pathlib.Path(__file__).resolve().parent

# name, shape and its arguments, question for fukugo, peers that can ask it, and those also asked with two threads
CASES = [
    ("p-median, graph 600, p = 5", ["graph", "--n", "600"], ["p-median", "-p", "5"], ["radius", "pbp"], []),
    ("p-median, graph 600, p = 200", ["graph", "--n", "600"], ["p-median", "-p", "200"], ["highspy", "radius", "scip", "cpsat", "spopt", "pbp"], ["highspy", "cpsat"]),
    ("p-median, graph 900, p = 90", ["graph", "--n", "900"], ["p-median", "-p", "90"], ["radius", "pbp"], []),
    ("p-median, city 5,000 x 800, p = 20", ["city", "--n", "5000", "--m", "800"], ["p-median", "-p", "20"], ["pbp"], []),
    ("p-median, city 5,000 x 800, p = 200", ["city", "--n", "5000", "--m", "800"], ["p-median", "-p", "200"], ["pbp"], []),
    ("max-cover, city 5,000 x 800, p = 30", ["city", "--n", "5000", "--m", "800"], ["max-cover", "-p", "30", "--radius", "800"], ["highspy", "scip", "cpsat"], ["highspy", "cpsat"]),
    ("capacitated 1,000 x 100, ratio 8", ["capacitated", "--n", "1000", "--m", "100", "--ratio", "8"], ["capacitated"], ["highspy", "scip"], ["highspy"]),
]


def answer(value, claim, near, weight):
    """Prints objective and claim; covered weight was minimized with a minus sign."""
    print(json.dumps({"objective": value if near is None else -value, "claim": claim}))


def offset_of(name, cost):
    """What the radius model leaves out: everyone pays at least the least cost."""
    return float(cost.min(axis=1).sum()) if name == "radius" else 0.0


def model_of(name, cost, fixed, capacity, weight, near, p):
    """Costs of columns, sites first, and rows (lower, upper, columns, factors)."""
    import numpy as np

    n, m = cost.shape
    infinite = float("inf")
    rows = [] if p is None else [(p, p, np.arange(m), np.ones(m))]
    if near is not None:
        for i in range(n):
            sites = np.flatnonzero(near[i])
            rows.append((-infinite, 0, np.append(sites, m + i), np.append(-np.ones(len(sites)), 1)))
        return np.append(fixed, -weight), rows
    if name == "radius":
        costs, column = list(fixed), m
        for i in range(n):
            order = np.argsort(cost[i], kind="stable")
            levels, first = np.unique(cost[i][order], return_index=True)
            for k, sites in enumerate(np.split(order, first[1:])[:-1] if len(levels) > 1 else []):
                before = [column - 1] if k else []
                index = np.concatenate([sites, [column], before])
                rows.append((0 if k else 1, infinite, index, np.concatenate([np.ones(len(sites) + 1), [-1.0] * len(before)])))
                costs.append(levels[k + 1] - levels[k])
                column += 1
            last = np.split(order, first[1:])[-1]
            before = [column - 1] if len(levels) > 1 else []
            rows.append((0 if before else 1, infinite, np.concatenate([last, before]), np.concatenate([np.ones(len(last)), [-1.0] * len(before)])))
        return costs, rows
    for i in range(n):
        rows.append((1, 1, np.arange(m + i * m, m + (i + 1) * m), np.ones(m)))
        rows.extend((-infinite, 0, np.array([m + i * m + j, j]), np.array([1.0, -1.0])) for j in range(m))
    for j in range(m if capacity is not None else 0):
        rows.append((-infinite, 0, np.append(np.arange(m + j, m + n * m, m), j), np.append(weight, -capacity[j])))
    return np.concatenate([fixed, cost.ravel()]), rows


def peer(name, folder, question, limit, threads):
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
    fixed, capacity = np.zeros(m), None
    if question[0] == "capacitated":
        rows = table("sites.csv")
        fixed, capacity = (np.array([float(r[field]) for r in rows]) for field in ("cost", "capacity"))
        weight = np.array([float(r["weight"]) for r in table("demand.csv")])
    near = None
    if question[0] == "max-cover":
        near = cost / np.maximum(weight[:, None], 1e-9) <= float(question[question.index("--radius") + 1])
    if name in ("highspy", "radius"):
        import highspy

        costs, rows = model_of(name, cost, fixed, capacity, weight, near, p)
        lp = highspy.HighsLp()
        starts = np.concatenate([[0], np.cumsum([len(r[2]) for r in rows])])
        lp.num_col_, lp.num_row_ = len(costs), len(rows)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.array(costs, float), np.zeros(len(costs)), np.ones(len(costs))
        lp.row_lower_, lp.row_upper_ = np.array([r[0] for r in rows], float), np.array([r[1] for r in rows], float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = starts.astype(np.int32)
        lp.a_matrix_.index_ = np.concatenate([r[2] for r in rows]).astype(np.int32)
        lp.a_matrix_.value_ = np.concatenate([r[3] for r in rows]).astype(float)
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger if j < m else kinds.kContinuous for j in range(len(costs))]
        model = highspy.Highs()
        model.setOptionValue("output_flag", False)
        model.setOptionValue("threads", threads)
        model.setOptionValue("time_limit", float(limit))
        model.passModel(lp)
        model.run()
        value = model.getInfo().objective_function_value
        answer(value + offset_of(name, cost), model.modelStatusToString(model.getModelStatus()), near, weight)
    elif name == "scip":
        import pyscipopt

        costs, rows = model_of("highspy", cost, fixed, capacity, weight, near, p)
        model = pyscipopt.Model()
        model.hideOutput()
        model.setParam("limits/time", float(limit))
        columns = [model.addVar(vtype="B" if j < m else "C", ub=1, obj=float(c)) for j, c in enumerate(costs)]
        for lower, upper, index, value in rows:
            total = pyscipopt.quicksum(float(v) * columns[j] for j, v in zip(index, value))
            if lower == upper:
                model.addCons(total == lower)
            elif np.isfinite(lower):
                model.addCons(total >= lower)
            else:
                model.addCons(total <= upper)
        model.optimize()
        answer(model.getObjVal(), model.getStatus(), near, weight)
    elif name == "cpsat":
        from ortools.sat.python import cp_model

        model = cp_model.CpModel()
        y = [model.new_bool_var("") for _ in range(m)]
        terms = []
        for i in range(n):
            if near is not None:
                z = model.new_bool_var("")
                model.add_bool_or([y[j] for j in np.flatnonzero(near[i])] + [z.negated()])
                terms.append(-int(weight[i]) * z)
                continue
            x = [model.new_bool_var("") for _ in range(m)]
            model.add_exactly_one(x)
            for j in range(m):
                model.add_implication(x[j], y[j])
            terms += [int(c) * v for c, v in zip(cost[i], x)]
        model.add(sum(y) == p)
        model.minimize(sum(terms))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds, solver.parameters.num_workers = limit, threads
        solver.parameters.linearization_level = 2
        status = solver.solve(model)
        answer(solver.objective_value, solver.status_name(status), near, weight)
    elif name == "pbp":
        import pbp_pmedian

        # Its rows are sites.
        value, _, _, status, _ = pbp_pmedian.solve(np.ascontiguousarray(cost.T), p, time_limit=limit)
        print(json.dumps({"objective": float(value), "claim": str(status)}))
    elif name == "spopt":
        import pulp
        from spopt.locate import PMedian

        problem = PMedian.from_cost_matrix(cost, np.ones(n), p)
        problem = problem.solve(pulp.HiGHS(msg=False, timeLimit=limit, threads=threads))
        print(json.dumps({"objective": problem.problem.objective.value(), "claim": pulp.LpStatus[problem.problem.status]}))
    print(f"solving took {time.monotonic() - started:.2f} s", file=sys.stderr)


def main():
    if "--peer" in sys.argv:
        at = sys.argv.index("--peer")
        peer(sys.argv[at + 1], pathlib.Path(sys.argv[at + 2]), sys.argv[at + 5 :], float(sys.argv[at + 3]), int(sys.argv[at + 4]))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fukugo")
    parser.add_argument("--limit", type=float, default=20)
    parser.add_argument("--only", action="append", help="a case by its name; may be given again")
    arguments = parser.parse_args()
    wanted = arguments.only
    print("| instance | program | threads | objective | says | wall s | processor s | peak MB | wall ÷ fukugo | processor ÷ fukugo |")
    print("|---|---|---|---|---|---|---|---|---|---|", flush=True)
    for name, shape, question, peers, twice in CASES:
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
            for threads, programs in ((1, peers), (2, twice)):
                if not programs:
                    continue
                command = [arguments.fukugo, "--threads", threads, "locate", *question, *files, "--json", "--time-limit", arguments.limit]
                own = measured(command, arguments.limit)
                row(name, "fukugo", threads, own, own, "status")
                for program in programs:
                    command = [sys.executable, __file__, "--peer", program, folder, arguments.limit, threads, *question]
                    row(name, program, threads, measured(command, arguments.limit), own, "claim")


def row(name, program, threads, result, own, key):
    answer = told(result)
    try:
        objective, claim = f"{answer['objective']:,.10g}", answer[key]
    except (TypeError, ValueError, KeyError):
        print(f"| {name} | {program} | {threads} | – | no answer, or not installed | {used(result)} | | |", flush=True)
        return
    print(f"| {name} | {program} | {threads} | {objective} | {claim} | {used(result)} | {ratios(result, own)} |", flush=True)


if __name__ == "__main__":
    main()
