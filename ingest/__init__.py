"""What comes in: from an agency's file to a guarded batch."""
