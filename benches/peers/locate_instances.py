#!/usr/bin/env python3
"""Writes location instances in the shapes of the literature as the CSV files `fukugo locate` reads.

    locate_instances.py SHAPE OUT [--n N] [--m M] [--seed S]

Shapes: graph (random graph with the shortest-path metric, as OR-Library's pmed), euclid and cluster (points as their own sites, as TSPLIB),
grid (three of five points of a lattice: ties everywhere), city (demand apart from sites, weighted), capacitated (fixed costs and capacities,
total capacity RATIO times the demand, costs of whole demand), random (costs without a metric, as the uniform UFL families), even (the same
with fixed costs that make up for cheap connections, as UflLib's M), gap (few admissible sites a demand point, large duality gap). All are
made up; the seed fixes them. Needs numpy, and scipy for graph.
"""

import argparse
import csv
import pathlib

import numpy as np


def write(path, header, rows):
    with open(path, "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)


def matrix(path, cost):
    n, m = cost.shape
    write(path, ["demand", "site", "cost"], ((i + 1, j + 1, cost[i, j]) for i in range(n) for j in range(m)))


def points(random, n, clusters, size):
    if clusters == 0:
        return np.floor(random.random((n, 2)) * size)
    centers = random.random((clusters, 2)) * size
    return np.floor(centers[random.integers(clusters, size=n)] + random.normal(0, size / 20, (n, 2)))


def graph(random, n):
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import dijkstra

    tree = [(i, int(random.integers(i)), int(random.integers(1, 101))) for i in range(1, n)]
    more = [(int(a), int(b), int(w)) for a, b, w in zip(random.integers(n, size=n * n // 50 - n + 1), random.integers(n, size=n * n // 50 - n + 1), random.integers(1, 101, size=n * n // 50 - n + 1)) if a != b]
    best = {}
    for a, b, w in tree + more:
        best[min(a, b), max(a, b)] = w
    keys = list(best)
    edges = coo_matrix(([best[k] for k in keys], ([k[0] for k in keys], [k[1] for k in keys])), shape=(n, n)).tocsr()
    return dijkstra(edges, directed=False).astype(int)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shape", choices=["graph", "euclid", "cluster", "grid", "city", "capacitated", "random", "even", "gap"])
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--n", type=int, default=100)
    parser.add_argument("--m", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ratio", type=float, default=3.0)
    arguments = parser.parse_args()
    random = np.random.default_rng(arguments.seed)
    n, m, out = arguments.n, arguments.m or arguments.n, arguments.out
    out.mkdir(parents=True, exist_ok=True)
    if arguments.shape == "graph":
        matrix(out / "matrix.csv", graph(random, n))
    elif arguments.shape in ("euclid", "cluster", "grid"):
        if arguments.shape == "grid":
            side = int((n / 0.62) ** 0.5)
            at = np.array([(cell % side * 100, cell // side * 100) for cell in sorted(random.permutation(side * side)[:n])])
        else:
            at = points(random, n, 40 if arguments.shape == "cluster" else 0, 20_000)
        write(out / "sites.csv", ["id", "x", "y"], ((i + 1, int(x), int(y)) for i, (x, y) in enumerate(at)))
    elif arguments.shape == "city":
        centers = random.random((60, 2)) * 12_000
        near = lambda count: np.floor(centers[random.integers(60, size=count)] + random.normal(0, 700, (count, 2)))
        demand, sites = near(n), near(m)
        write(out / "demand.csv", ["id", "x", "y", "weight"], ((i + 1, int(x), int(y), int(random.integers(1, 121))) for i, (x, y) in enumerate(demand)))
        write(out / "sites.csv", ["id", "x", "y"], ((i + 1, int(x), int(y)) for i, (x, y) in enumerate(sites)))
    elif arguments.shape == "capacitated":
        # As OR-Library's capa to capc: unit costs from distances in a square, demand and fixed costs uniform.
        demand, sites = random.random((n, 2)) * 1000, random.random((m, 2)) * 1000
        weight = random.integers(1, 100, size=n)
        unit = np.hypot(demand[:, None, 0] - sites[None, :, 0], demand[:, None, 1] - sites[None, :, 1]) * random.uniform(1, 1.25, (n, m))
        matrix(out / "matrix.csv", np.round(unit * weight[:, None], 2))
        write(out / "demand.csv", ["id", "weight"], ((i + 1, int(w)) for i, w in enumerate(weight)))
        capacity = arguments.ratio * weight.sum() / m
        write(out / "sites.csv", ["id", "cost", "capacity"], ((j + 1, round(float(random.uniform(200_000, 600_000)) * n / 1000, 2), round(float(capacity), 2)) for j in range(m)))
    elif arguments.shape == "random":
        matrix(out / "matrix.csv", random.integers(1000, 2001, size=(n, m)))
        write(out / "sites.csv", ["id", "cost"], ((j + 1, int(random.integers(1000, 2001))) for j in range(m)))
    elif arguments.shape == "even":
        unit, weight = random.uniform(2, 10, (n, m)), random.integers(1, 5, size=n)
        cost = np.round(unit * weight[:, None], 3)
        total = cost.sum(axis=0)
        fixed = m / 2 * (1 + 5 * (total.max() - total) / (total.max() - total.min()))
        matrix(out / "matrix.csv", cost)
        write(out / "sites.csv", ["id", "cost"], ((j + 1, round(float(fixed[j]), 3)) for j in range(m)))
    else:
        cost = np.full((n, m), 1_000_000)
        for i in range(n):
            cost[i, random.choice(m, size=10, replace=False)] = random.integers(0, 5, size=10)
        matrix(out / "matrix.csv", cost)
        write(out / "sites.csv", ["id", "cost"], ((j + 1, 3000) for j in range(m)))


if __name__ == "__main__":
    main()
