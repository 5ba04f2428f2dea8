"""What is wrong and exactly where: findings, their codes and pages, and how they are shown. Imports nothing of botspec."""
