"""The strategic assessment, and for an analyst the form by which an area is held beside others that are alike."""

import streamlit as st

from dashboards import forms, frame, page
from dashboards.style import part, tag
from dashboards.views import assessment_part
from hub.access.matrix import user_can_assess
from hub.assessments.families import FEWEST, MOST, choose_family, end_family, read_families

PRODUCT = "strategic-assessment"
TITLE = "Strategic assessment"
ABOUT = (
    f"Choose {FEWEST} to {MOST} areas that are like the one, and say what makes them alike. Your post, the day and "
    "your reason stand in the assessment. The hub compares released rates alone; areas outside it have none here."
)
DONE = "End it; it stays on record"


def view() -> None:
    """The choice, the assessment section by section, and what an analyst decides of it."""
    product = assessment_part.view_assessment(PRODUCT)
    if user_can_assess(page.reader()):
        _families()
    frame.foot(product)


def _families() -> None:
    """The form for a family of similar areas, and the one that ends it."""
    areas = dict(page.report_areas())
    titles = forms.tell_apart(areas)
    known = page.consult(PRODUCT, lambda hub, who: read_families(hub.register, who))
    with st.expander("Choose similar areas"):
        st.html(part(tag("p", ABOUT)))
        with st.form(key="form-family"):
            area = st.selectbox("Area", list(titles), format_func=titles.__getitem__, key=forms.key("family-of"))
            key = forms.key("family")
            beside = st.multiselect("Held beside", list(titles), format_func=titles.__getitem__, key=key)
            reason = st.text_area("What makes them alike", max_chars=500, key=forms.key("family-reason"))
            if st.form_submit_button("Put it on record", type="primary"):
                forms.do(lambda hub, who: choose_family(hub, str(area or ""), beside, reason, who))
    ended = {one.area: titles.get(one.area, one.area) for one in known}
    if ended:
        with st.expander("End a choice of similar areas"), st.form(key="form-family-end"):
            one = str(st.selectbox("Area", list(ended), format_func=ended.__getitem__, key=forms.key("family-ended")))
            if st.form_submit_button(DONE):
                forms.do(lambda hub, who: end_family(hub.register, one, who))
