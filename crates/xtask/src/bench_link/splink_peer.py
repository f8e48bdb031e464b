"""Splink on a file of made people: trained without labels, predicted, clustered; pairwise figures against the truth.

usage: splink_peer.py FILE.parquet narrow|wide
"""
import sys
import time

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

file, rules = sys.argv[1:3]
narrow = [
    block_on("first_name", "surname"),
    block_on("surname", "dob"),
    block_on("first_name", "dob"),
    block_on("postcode", "surname"),
    block_on("postcode", "first_name"),
    block_on("dob", "postcode"),
    block_on("email"),
    block_on("substr(first_name,1,3)", "substr(surname,1,4)", "substr(dob,1,4)"),
]
wide = [
    block_on("surname", "substr(dob,1,4)"),
    block_on("first_name", "substr(dob,1,7)"),
    block_on("postcode"),
    block_on("email"),
    block_on("dob"),
]


def name(column):
    return cl.JaroWinklerAtThresholds(column, [0.92, 0.88, 0.7]).configure(term_frequency_adjustments=True)


place = cl.CustomComparison(
    output_column_name="place",
    comparison_levels=[
        cll.And(cll.NullLevel("postcode"), cll.NullLevel("city")).configure(is_null_level=True),
        cll.ExactMatchLevel("postcode", term_frequency_adjustments=True),
        cll.ExactMatchLevel("city", term_frequency_adjustments=True),
        cll.ElseLevel(),
    ],
)
settings = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        name("first_name"),
        name("surname"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        place,
        cl.EmailComparison("email"),
    ],
    blocking_rules_to_generate_predictions=narrow if rules == "narrow" else wide,
    retain_matching_columns=False,
)
connection = duckdb.connect()
connection.execute("SET threads = 2")
connection.execute(
    "CREATE TABLE people AS SELECT unique_id, first_name, surname, dob, postcode, city, email "
    f"FROM read_parquet('{file}')"
)
api = DuckDBAPI(connection=connection)
try:
    linker = Linker(api.register("people"), settings)
except AttributeError:
    linker = Linker("people", settings, db_api=api)
start = time.process_time()
linker.training.estimate_probability_two_random_records_match([block_on("first_name", "surname", "dob")], recall=0.7)
linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
for training in (["first_name", "surname"], ["dob"], ["email"]):
    linker.training.estimate_parameters_using_expectation_maximisation(block_on(*training))
trained = time.process_time()
predictions = linker.inference.predict(threshold_match_probability=0.01)
predicted = time.process_time()
linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, threshold_match_probability=0.95)
done = time.process_time()
connection.execute(f"CREATE TABLE truth AS SELECT unique_id, cluster FROM read_parquet('{file}')")
connection.execute(
    "CREATE TABLE judged AS SELECT match_probability AS p, a.cluster = b.cluster AS is_right "
    f"FROM {predictions.physical_name} x JOIN truth a ON a.unique_id = x.unique_id_l "
    "JOIN truth b ON b.unique_id = x.unique_id_r"
)
every = connection.execute("SELECT sum(n * (n - 1) / 2) FROM (SELECT count(*) n FROM truth GROUP BY cluster)").fetchone()[0]
best = connection.execute(
    f"SELECT max(2 * r / (k + {every})) FROM (SELECT sum(is_right::INT) OVER w r, count(*) OVER w k "
    "FROM judged WINDOW w AS (ORDER BY p DESC RANGE UNBOUNDED PRECEDING))"
).fetchone()[0]
kept, right = connection.execute("SELECT count(*), sum(is_right::INT) FROM judged WHERE p >= 0.95").fetchone()
precision, recall = right / max(kept, 1), right / every
print(
    f"figures: {best:.4f} {precision:.4f} {recall:.4f} {predicted - trained:.2f}; best F1 {best:.4f}, P at .95 {precision:.4f}, "
    f"R at .95 {recall:.4f}; processor s: training {trained - start:.1f}, prediction {predicted - trained:.1f}, clusters {done - predicted:.1f}"
)
