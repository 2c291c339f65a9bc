"""How good are the candidate codes, from 30 segments to 100,000, beside topic models?"""
