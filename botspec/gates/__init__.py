"""What must hold before real money moves: the lock, the arm record, the list of gates, and the tokens they give."""
