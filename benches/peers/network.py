"""Walks between facilities and demand points by one peer, measured: one line of JSON.

    python network.py PEER THREADS FOLDER [FACILITIES]

FOLDER holds edges.csv (from,to,millimetres), nodes.csv (east,north), facilities.txt, demand.txt (node numbers) and limit.txt
(millimetres). Only the first FACILITIES are searched from; the caller scales. The answer is checked by the number and the sum of walks.
Each peer is used the way that is fastest here: scipy in chunks (its rows are as long as the network has nodes), igraph with sources and
targets (it knows no limit), pandana by ranges (pairs through its hierarchy would be slower). scipy and igraph search on one thread;
two are two processes with half of the facilities each.
"""

import json
import multiprocessing
import os
import resource
import sys
import time

peer, threads, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
os.environ["OMP_NUM_THREADS"] = str(threads)

import numpy as np  # noqa: E402  (the number of threads is set before anything reads it)

CHUNK = 50


def numbers(name, **options):
    return np.loadtxt(os.path.join(folder, name), dtype=np.int64, ndmin=1, **options)


edges = numbers("edges.csv", delimiter=",", skiprows=1)
places = np.loadtxt(os.path.join(folder, "nodes.csv"), delimiter=",", skiprows=1)
facilities, demand, limit = numbers("facilities.txt"), numbers("demand.txt"), int(numbers("limit.txt")[0])
if len(sys.argv) > 4:
    facilities = facilities[: int(sys.argv[4])]
count = len(places)


def totals(walks):
    """Pairs within the limit and the sum of their millimetres, of a matrix facility × demand."""
    within = walks <= limit
    return int(within.sum()), int(np.rint(walks[within]).sum())


def prepare_scipy():
    from scipy.sparse import csr_matrix

    both = (np.r_[edges[:, 0], edges[:, 1]], np.r_[edges[:, 1], edges[:, 0]])
    return csr_matrix((np.r_[edges[:, 2], edges[:, 2]].astype(float), both), shape=(count, count))


def search_scipy(graph, sources):
    from scipy.sparse.csgraph import dijkstra

    found = [0, 0]
    for start in range(0, len(sources), CHUNK):
        walks = dijkstra(graph, directed=True, indices=sources[start : start + CHUNK], limit=limit)[:, demand]
        pairs, total = totals(walks)
        found = [found[0] + pairs, found[1] + total]
    return found


def prepare_igraph():
    import igraph

    graph = igraph.Graph(n=count, edges=edges[:, :2])
    graph.es["mm"] = edges[:, 2].tolist()
    return graph


def search_igraph(graph, sources):
    targets, which = np.unique(demand, return_inverse=True)
    walks = np.asarray(graph.distances(source=sources.tolist(), target=targets.tolist(), weights="mm"), dtype=float)
    return list(totals(walks[:, which]))


def prepare_pandana():
    import pandana
    import pandas as pd

    # It counts in thousandths of the unit given, in 32 bits: metres, so that its thousandths are the millimetres of the others.
    table = pd.DataFrame({"metres": edges[:, 2] / 1_000.0})
    frame = pd.DataFrame(places, columns=["x", "y"])
    network = pandana.Network(frame.x, frame.y, pd.Series(edges[:, 0]), pd.Series(edges[:, 1]), table, twoway=True)
    return network


def search_pandana(network, sources):
    # A facility that stands twice would be listed once.
    unique, often = np.unique(sources, return_counts=True)
    reached = network.nodes_in_range(unique, limit / 1_000.0)
    times = np.bincount(demand, minlength=count)
    weights = times[reached["destination"].to_numpy()] * often[np.searchsorted(unique, reached["source"].to_numpy())]
    return [int(weights.sum()), int(np.rint((weights * reached["metres"].to_numpy()).sum() * 1_000.0))]


def half(sources):
    return search(graph, sources)


def peak_kib():
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return own + (threads * children if children else 0)


def processor():
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


prepare, search = globals()[f"prepare_{peer}"], globals()[f"search_{peer}"]
started, used = time.perf_counter(), processor()
graph = prepare()
prepared, used_to_prepare = time.perf_counter() - started, processor() - used

started, used = time.perf_counter(), processor()
if threads == 1 or peer == "pandana":
    pairs, total = search(graph, facilities)
else:
    with multiprocessing.get_context("fork").Pool(threads) as pool:
        parts = pool.map(half, np.array_split(facilities, threads))
    pairs, total = (sum(part) for part in zip(*parts))
searched, used_to_search = time.perf_counter() - started, processor() - used

module = sys.modules.get(peer)
print(
    json.dumps(
        {
            "version": getattr(module, "__version__", "?"),
            "facilities": len(facilities),
            "prepare_s": prepared,
            "prepare_cpu_s": used_to_prepare,
            "search_s": searched,
            "search_cpu_s": used_to_search,
            "peak_kib": peak_kib(),
            "pairs": int(pairs),
            "total_mm": int(total),
        }
    )
)
