"""Access: who acts, for whom, with which dated grants – and what one person may not do twice."""
