# Writes rouge.json beside this file: what the rouge-score package says of the pairs below.
# Python 3.11, rouge-score 0.1.2, nltk 3.9.2. Run: python make_rouge.py
import json
import pathlib

from nltk.stem import porter
from rouge_score import rouge_scorer

PAIRS = [
    ["The cat sat on the mat.", "The cat sat on the mat."],
    ["The cat sat on the mat.", "On the mat, a cat was sitting."],
    ["The council voted to rebuild the old bridge.", "Councils are voting on rebuilding of older bridges; flies died."],
    ["Police killed the gunman", "the gunman kill police"],
    ["a b c d e f g", "g f e d c b a"],
    ["to be or not to be", "to be to be to be to be"],
    ["Nothing in common here", "xyz"],
    ["", "Only the summary has words."],
    ["Prices rose 3.5% in 2024, to EUR 1,200.", "In 2024 prices rose by 3.5 % (EUR 1200)."],
    ["Na\u00efve caf\u00e9 owners' stories: it's a na\u00efve idea", "Naive cafe owner's story, its ideas were naive"],
]
WORDS = """caresses ponies ties cats feed agreed plastered bled motoring sing conflated troubled sized hopping tanned
falling hissing fizzed failing filing happy sky skies dying news innings died dies tied relational conditional rational
valenci digitizer conformabli radicalli differentli vileli analogousli vietnamization predication operator feudalism
decisiveness hopefulness callousness formaliti sensitiviti sensibiliti triplicate formative formalize electriciti
electrical hopeful goodness revival allowance inference airliner gyroscopic adjustable defensible irritant replacement
adjustment dependent adoption homologou communism activate angulariti homologous effective bowdlerize probate rate cease
controll roll geologi analogi beautifulli exceed proceed enjoy say by day crying generalizations oscillators""".split()

scores = []
for stemming in (False, True):
    scorer = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=stemming)
    for reference, summary in PAIRS:
        found = scorer.score(reference, summary)
        scores.append({"stemming": stemming, "reference": reference, "summary": summary,
                       **{name: [s.precision, s.recall, s.fmeasure] for name, s in found.items()}})
stemmer = porter.PorterStemmer()
target = pathlib.Path(__file__).with_name("rouge.json")
target.write_text(json.dumps({"scores": scores, "stems": {word: stemmer.stem(word) for word in WORDS}}, indent=1) + "\n")
