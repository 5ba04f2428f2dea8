"""Strategies that are written as rules: a parameter model beside rule texts."""
