"""The periods a page offers."""

from hub.months import covers, missing_months, name_months, name_period, offer_periods


def test_months_come_newest_first_then_whole_quarters_and_years_only() -> None:
    months = [f"2018-{month:02}" for month in range(1, 13)] + ["2019-01", "2019-02"]
    offered = offer_periods(months)
    assert offered[:2] == ("2019-02", "2019-01")
    assert offered[-5:] == ("2018-Q4", "2018-Q3", "2018-Q2", "2018-Q1", "2018")


def test_a_missing_month_is_named() -> None:
    assert missing_months(("2018-11", "2019-01", "2019-03")) == ("2018-12", "2019-02")
    assert missing_months(()) == ()


def test_an_axis_names_the_year_where_it_begins_to_hold() -> None:
    assert name_months(("2018-10", "2018-12", "2019-02", "2019-04")) == ["Oct<br>2018", "Dec", "Feb<br>2019", "Apr"]


def test_a_period_is_named_in_words() -> None:
    assert name_period("2019-Q1") == "January to March 2019"


def test_a_quarter_is_covered_only_by_all_its_months() -> None:
    assert covers(("2019-01", "2019-02", "2019-03"), "2019-Q1")
    assert not covers(("2019-01", "2019-03"), "2019-Q1")
