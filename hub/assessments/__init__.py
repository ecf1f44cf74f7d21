"""Assessments: what the partnership judges of its problems, beside what the records say of them."""
