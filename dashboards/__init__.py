"""What is shown: Streamlit pages of released products. No number is made here."""
