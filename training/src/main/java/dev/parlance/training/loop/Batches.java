package dev.parlance.training.loop;

import dev.parlance.training.data.Document;
import dev.parlance.training.data.Seeds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * Documents packed into rows of one length, whole documents only, and dealt in batches. Which rows a step gets depends on
 * the seed and the step alone, so that a run can go on where it stopped; all rows come once before any comes again.
 */
public final class Batches {
    /** How many documents are looked through for one that fits into the rest of a row. */
    private static final int CHOICE = 64;

    private final List<Row> rows;
    private final int rowsPerBatch;
    private final int length;
    private final long seed;

    /** The documents of a row and their tokens, one after the other, with zeros behind. */
    private record Row(List<Document> documents, int[] tokens, float[] weights) {
        static Row of(List<Document> documents, int length) {
            int[] tokens = new int[length];
            float[] weights = new float[length];
            int used = 0;
            for (Document document : documents) {
                System.arraycopy(document.tokens(), 0, tokens, used, document.tokens().length);
                System.arraycopy(document.weights(), 0, weights, used, document.weights().length);
                weights[used] = 0; // that a document begins can not be foreseen
                used += document.tokens().length;
            }
            return new Row(documents, tokens, weights);
        }

        Row shuffled(Random random) {
            List<Document> order = new ArrayList<>(documents);
            Collections.shuffle(order, random);
            return of(order, tokens.length);
        }
    }

    /**
     * One batch.
     *
     * @param tokens the ids, (rows, length), row after row
     * @param learned the places among all tokens after which something is to be learned
     * @param targets for each of these places, the id that follows
     * @param weights for each of these places, how much it counts
     */
    record Batch(long[] tokens, int rows, long[] learned, long[] targets, float[] weights) {}

    private Batches(List<Row> rows, int rowsPerBatch, int length, long seed) {
        this.rows = rows;
        this.rowsPerBatch = rowsPerBatch;
        this.length = length;
        this.seed = seed;
    }

    /**
     * Packs documents.
     *
     * @param rowsPerBatch rows in a batch
     * @param length tokens in a row
     * @throws IllegalArgumentException if there are no documents, one is longer than a row, or there are too few for a
     *     batch
     */
    public static Batches of(Iterable<Document> documents, int rowsPerBatch, int length, long seed) {
        List<Row> rows = new ArrayList<>();
        List<Document> waiting = new ArrayList<>();
        Iterator<Document> source = documents.iterator();
        while (source.hasNext() || !waiting.isEmpty()) {
            rows.add(row(source, waiting, length));
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("the corpus is empty: there is nothing to learn from");
        }
        if (rows.size() < rowsPerBatch) {
            throw new IllegalArgumentException("the corpus fills " + rows.size() + " rows of " + length
                    + " tokens, less than one batch of " + rowsPerBatch + "; give more text or a smaller batch");
        }
        return new Batches(rows, rowsPerBatch, length, seed);
    }

    /**
     * Returns these batches with the documents of each row in another order, by the seed. Packing puts short documents
     * behind long ones; a model that never saw a row begin with one does not know what to do when it does.
     */
    public Batches shuffled() {
        List<Row> shuffled = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            shuffled.add(rows.get(i).shuffled(new Random(Seeds.mix(~seed, i))));
        }
        return new Batches(shuffled, rowsPerBatch, length, seed);
    }

    /** Fills a row with the first documents waiting that fit. */
    private static Row row(Iterator<Document> source, List<Document> waiting, int length) {
        List<Document> row = new ArrayList<>();
        int room = length + 1;
        while (true) {
            while (waiting.size() < CHOICE && source.hasNext()) {
                Document document = source.next();
                if (document.tokens().length > length + 1) {
                    throw new IllegalArgumentException("a document of " + document.tokens().length
                            + " tokens does not fit into rows of " + (length + 1) + "; give a longer context");
                }
                waiting.add(document);
            }
            int next = 0;
            while (next < waiting.size() && waiting.get(next).tokens().length > room) {
                next++;
            }
            if (next == waiting.size()) {
                return Row.of(List.copyOf(row), length + 1);
            }
            row.add(waiting.remove(next));
            room -= row.getLast().tokens().length;
        }
    }

    /** Returns how many batches have all rows once. */
    public int perEpoch() {
        return rows.size() / rowsPerBatch;
    }

    /** Returns the number of tokens in a batch. */
    public int tokensPerBatch() {
        return rowsPerBatch * length;
    }

    /** Returns the batch of a step, from 0 on. */
    Batch batch(long step) {
        List<Integer> order = order(step / perEpoch());
        int first = (int) (step % perEpoch()) * rowsPerBatch;
        long[] tokens = new long[tokensPerBatch()];
        long[] learned = new long[tokensPerBatch()];
        long[] targets = new long[tokensPerBatch()];
        float[] weights = new float[tokensPerBatch()];
        int count = 0;
        for (int r = 0; r < rowsPerBatch; r++) {
            Row row = rows.get(order.get(first + r));
            for (int i = 0; i < length; i++) {
                tokens[r * length + i] = row.tokens[i];
                if (row.weights[i + 1] > 0) {
                    learned[count] = (long) r * length + i;
                    targets[count] = row.tokens[i + 1];
                    weights[count++] = row.weights[i + 1];
                }
            }
        }
        return new Batch(tokens, rowsPerBatch, Arrays.copyOf(learned, count), Arrays.copyOf(targets, count),
                Arrays.copyOf(weights, count));
    }

    private List<Integer> order(long epoch) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(Seeds.mix(seed, epoch)));
        return order;
    }
}
