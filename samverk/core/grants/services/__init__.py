"""Acts: propose and confirm a right, withdraw it, confirm it again, appoint a deputy."""
