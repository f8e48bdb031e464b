"""Splink on a set with a known truth: its published settings for the set (of its own demonstrations for the sets it ships; for the registers,
settings of good practice), trained without labels, predicted; pairwise figures against the truth.

usage: splink_sets.py SET FILE...
Prints: figures: BEST_F1 PRECISION_AT_95 RECALL_AT_95; the same in words
"""
import logging
import os
import sys

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.getLogger("splink").setLevel(logging.ERROR)
asked, files = sys.argv[1], sys.argv[2:]
birth = lambda column, **form: cl.DateOfBirthComparison(column, input_is_string=True, **form)
common = lambda column: cl.ExactMatch(column).configure(term_frequency_adjustments=True)

FEBRL = dict(
    record="rec_id",
    truth="split_part(rec_id, '-', 2)",
    comparisons=[
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        birth("date_of_birth", datetime_format="%Y%m%d"),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
        common("street_number"),
        common("postcode"),
    ],
    rules=[block_on(c) for c in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")],
    sure=[
        block_on("soc_sec_id"),
        block_on("given_name", "surname", "date_of_birth"),
        "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
    ],
    recall=0.9,
    train=[["date_of_birth"], ["postcode"]],
)


def registers(born=True, number=True, **more):
    """Settings for registers of a town, which may lack birth dates or social security numbers."""
    comparisons = [
        cl.NameComparison("first_name"),
        cl.NameComparison("last_name"),
        cl.ExactMatch("middle_initial"),
        cl.ExactMatch("sex"),
        cl.JaroWinklerAtThresholds("address", [0.95]).configure(term_frequency_adjustments=True),
    ]
    rules = [
        block_on("first_name", "last_name"),
        block_on("first_name", "street_name"),
        block_on("last_name", "street_name"),
    ]
    sure, train = block_on("first_name", "last_name", "street_name"), [["first_name", "last_name"], ["address"]]
    if born:
        comparisons.append(birth("date_of_birth", datetime_format="%m/%d/%Y"))
        rules += [block_on("last_name", "date_of_birth"), block_on("first_name", "date_of_birth"), block_on("date_of_birth", "zipcode")]
        sure, train = block_on("first_name", "last_name", "date_of_birth"), train + [["date_of_birth"]]
    if number:
        comparisons.append(cl.DamerauLevenshteinAtThresholds("ssn", [1, 2]))
        rules.append(block_on("ssn"))
    return dict(record="unique_id", truth="cluster", comparisons=comparisons, rules=rules, sure=[sure], recall=0.7, train=train, more="street_number || ' ' || street_name AS address") | more


SETS = {
    "historical": dict(
        record="unique_id",
        truth="cluster",
        more="first_name || ' ' || surname AS first_name_surname_concat",
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="first_name_surname_concat"),
            birth("dob"),
            cl.PostcodeComparison("postcode_fake"),
            common("birth_place"),
            common("occupation"),
        ],
        rules=[
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode_fake", "first_name"),
            block_on("postcode_fake", "surname"),
            block_on("dob", "birth_place"),
            block_on("substr(postcode_fake,1,3)", "dob"),
            block_on("substr(postcode_fake,1,3)", "first_name"),
            block_on("substr(postcode_fake,1,3)", "surname"),
            block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        ],
        sure=[
            "l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob",
            "substr(l.first_name,1,2) = substr(r.first_name,1,2) and l.surname = r.surname "
            "and substr(l.postcode_fake,1,2) = substr(r.postcode_fake,1,2)",
            "l.dob = r.dob and l.postcode_fake = r.postcode_fake",
        ],
        recall=0.6,
        train=[["first_name", "surname"], ["dob"]],
    ),
    "febrl3": FEBRL,
    "febrl4": FEBRL | dict(across=True),
    "fake_1000": dict(
        record="unique_id",
        truth="cluster",
        comparisons=[
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            birth("dob"),
            common("city"),
            cl.EmailComparison("email"),
        ],
        rules=[block_on(c) for c in ("first_name", "surname", "dob", "email")],
        sure=[
            block_on("first_name", "dob"),
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            block_on("email"),
        ],
        recall=0.7,
        train=[["first_name", "surname"], ["dob"]],
    ),
    "together": registers(),
    "censuses": registers(number=False, across=True),
    "tax": registers(born=False, number=False, once="census2020.parquet"),
}
settings = SETS[asked]
connection = duckdb.connect()
connection.execute("SET threads = 2")
tables = []
for file in files:
    read = f"read_parquet('{file}')" if file.endswith(".parquet") else f"read_csv('{file}', all_varchar = true)"
    # FEBRL writes a space behind each comma.
    columns = [c[0] for c in connection.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()]
    text = ", ".join(f"nullif(trim(\"{c}\"), '') AS \"{c.strip()}\"" for c in columns)
    more = f", {settings['more']}" if "more" in settings else ""
    tables.append(
        f"SELECT *{more}, {settings['truth']} AS truth, '{os.path.basename(file)}' AS file FROM (SELECT {text} FROM {read})"
    )
connection.execute("CREATE TABLE every AS " + " UNION ALL BY NAME ".join(tables))
connection.execute(
    f"CREATE TABLE records AS SELECT * EXCLUDE (truth, {settings['record']}), file || ' ' || {settings['record']} AS id, truth AS is_one FROM every"
)
connection.execute("CREATE TABLE given AS SELECT * EXCLUDE (is_one) FROM records")
linker = Linker(
    DuckDBAPI(connection=connection).register("given"),
    SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=settings["comparisons"],
        blocking_rules_to_generate_predictions=settings["rules"],
        additional_columns_to_retain=["file"],
        retain_matching_columns=False,
    ),
)
linker.training.estimate_probability_two_random_records_match(settings["sure"], recall=settings["recall"])
linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
for train in settings["train"]:
    linker.training.estimate_parameters_using_expectation_maximisation(block_on(*train))
pairs = linker.inference.predict().physical_name
apart = "a.file <> b.file" if settings.get("across") else "true"
if "once" in settings:
    apart = f"NOT (a.file = b.file AND a.file = '{settings['once']}')"
connection.execute(
    f"CREATE TABLE judged AS SELECT match_probability AS p, coalesce(a.is_one = b.is_one, false) AS is_right FROM {pairs} x "
    f"JOIN records a ON a.id = x.id_l JOIN records b ON b.id = x.id_r WHERE {apart}"
)
one = lambda query: connection.execute(query).fetchone()
every = one("SELECT sum(n * (n - 1) / 2) FROM (SELECT count(*) n FROM records WHERE is_one IS NOT NULL GROUP BY is_one)")[0]
best = one(
    f"SELECT max(2 * r / (k + {every})) FROM (SELECT sum(is_right::INT) OVER w r, count(*) OVER w k "
    "FROM judged WINDOW w AS (ORDER BY p DESC RANGE UNBOUNDED PRECEDING))"
)[0]
said, right = one("SELECT count(*), coalesce(sum(is_right::INT), 0) FROM judged WHERE p >= 0.95")
blocked = one("SELECT coalesce(sum(is_right::INT), 0) FROM judged")[0]
precision, recall = right / max(said, 1), right / every
print(
    f"figures: {best:.4f} {precision:.4f} {recall:.4f}; best F1 {best:.4f}, P at .95 {precision:.4f} of {said}, "
    f"R at .95 {recall:.4f}, recall of blocking {blocked / every:.4f}"
)
