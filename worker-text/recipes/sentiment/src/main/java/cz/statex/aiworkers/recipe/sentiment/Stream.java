package cz.statex.aiworkers.recipe.sentiment;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import cz.statex.aiworkers.recipe.sentiment.data.Example;
import cz.statex.aiworkers.recipe.sentiment.data.GoEmotions;
import cz.statex.aiworkers.recipe.sentiment.data.Treebank;
import cz.statex.aiworkers.text.model.EmojiNames;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * An endless stream of batches. Each source is shuffled and gone through again and again; how often it is drawn from is
 * fixed. Texts of alike lengths are in one batch, whose size is bounded by tokens, so that little is computed for padding.
 */
final class Stream {

    /** Texts that are drawn at once, to find alike ones among them. */
    private static final int POOL = 1536;

    /** Shares of single sentences, and of several in a row, of what is drawn from the treebank; the rest are phrases. */
    private static final double SENTENCES = 0.22;

    private static final double REVIEWS = 0.06;

    private final HuggingFaceTokenizer tokenizer;
    private final Variation variation;
    private final Random random;
    private final int maxTokens;
    private final double share;
    private final Source<Example> comments;
    private final Source<Treebank.Phrase> sentences;
    private final Source<Treebank.Phrase> phrases;
    private final Deque<List<Item>> batches = new ArrayDeque<>();

    /** An example as the model reads it. */
    static final class Item {
        private final long[] ids;
        private final Example example;

        Item(long[] ids, Example example) {
            this.ids = ids;
            this.example = example;
        }

        /** Its tokens. Not a copy. */
        long[] ids() {
            return ids;
        }

        Example example() {
            return example;
        }
    }

    /** A list in random order, again and again. */
    private static final class Source<T> {
        private final List<T> items;
        private final Random random;
        private int at;

        Source(List<T> items, Random random) {
            this.items = new ArrayList<>(items);
            this.random = random;
            this.at = items.size();
        }

        T next() {
            if (at == items.size()) {
                Collections.shuffle(items, random);
                at = 0;
            }
            return items.get(at++);
        }
    }

    /**
     * Draws from both data sets.
     *
     * @param maxTokens in a batch, padding included
     * @param share of the comments among what is drawn
     */
    Stream(
            Treebank treebank,
            GoEmotions emotions,
            HuggingFaceTokenizer tokenizer,
            int maxTokens,
            double share,
            long seed) {
        this.share = share;
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
        this.random = new Random(seed);
        this.variation = new Variation(random);
        this.comments = new Source<>(repeated(emotions), random);
        this.sentences = new Source<>(treebank.sentences(), random);
        this.phrases =
                new Source<>(treebank.phrases().stream().filter(this::isTelling).toList(), random);
    }

    /** Each example as often as it is to be shown on average. */
    private List<Example> repeated(GoEmotions emotions) {
        double[] repetitions = emotions.repetitions();
        List<Example> repeated = new ArrayList<>();
        for (int i = 0; i < repetitions.length; i++) {
            int times = (int) (repetitions[i] + random.nextDouble());
            for (int n = 0; n < times; n++) {
                repeated.add(emotions.examples().get(i));
            }
        }
        return repeated;
    }

    /** All phrases that say something, and a part of those that do not. */
    private boolean isTelling(Treebank.Phrase phrase) {
        return phrase.label() == 2 ? phrase.words() >= 4 && random.nextDouble() < 0.35 : random.nextDouble() < 0.9;
    }

    /** The next batch. */
    List<Item> next() {
        if (batches.isEmpty()) {
            fill();
        }
        return batches.pop();
    }

    private void fill() {
        List<Example> drawn = new ArrayList<>(POOL);
        while (drawn.size() < POOL) {
            drawn.add(draw());
        }
        Encoding[] encodings = tokenizer.batchEncode(drawn.stream()
                .map(example -> EmojiNames.spelled(example.text()))
                .toList());
        List<Item> items = new ArrayList<>(POOL);
        for (int i = 0; i < encodings.length; i++) {
            items.add(new Item(encodings[i].getIds(), drawn.get(i)));
        }
        items.sort(Comparator.comparingInt(item -> item.ids().length));
        List<List<Item>> made = new ArrayList<>();
        List<Item> batch = new ArrayList<>();
        for (Item item : items) {
            if (!batch.isEmpty() && (batch.size() + 1) * item.ids().length > maxTokens) {
                made.add(batch);
                batch = new ArrayList<>();
            }
            batch.add(item);
        }
        made.add(batch);
        Collections.shuffle(made, random);
        batches.addAll(made);
    }

    private Example draw() {
        if (random.nextDouble() < share) {
            Example comment = comments.next();
            return comment.withText(variation.ofComment(comment.text()));
        }
        double which = random.nextDouble();
        if (which < SENTENCES) {
            return varied(sentences.next(), 1);
        }
        if (which < SENTENCES + REVIEWS) {
            return review();
        }
        Treebank.Phrase phrase = phrases.next();
        return varied(phrase, phrase.words() <= 2 ? 0.3f : phrase.words() <= 6 ? 0.6f : 0.8f);
    }

    private Example varied(Treebank.Phrase phrase, float weight) {
        return phrase.example(weight).withText(variation.ofTreebank(phrase.text()));
    }

    /** Sentences of one sentiment, as longer texts have them. */
    private Example review() {
        Treebank.Phrase first = sentences.next();
        StringBuilder text = new StringBuilder(variation.ofTreebank(first.text()));
        int wanted = 2 + random.nextInt(2);
        for (int tries = 0; tries < 12 && wanted > 1; tries++) {
            Treebank.Phrase other = sentences.next();
            if (Integer.signum(other.label() - 2) == Integer.signum(first.label() - 2)) {
                text.append(' ').append(variation.ofTreebank(other.text()));
                wanted--;
            }
        }
        return first.example(1).withText(text.toString());
    }
}
