"""What is wrong and exactly where: findings, their codes and pages, how they are shown. Imports no other package."""
