package dev.parlance.testkit.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the {@code precompiled_charsmap} of SentencePiece: the length of a double-array trie in the layout of Darts, the
 * trie, and the replacements, each with a zero byte at its end.
 */
public final class CharacterMaps {
    private static final int HAS_VALUE = 1 << 8;
    private static final int IS_VALUE = 1 << 31;

    private final List<Integer> units = new ArrayList<>();
    private final BitSet taken = new BitSet();
    private final BitSet bases = new BitSet();

    private CharacterMaps() {}

    private static final class Node {
        private final TreeMap<Integer, Node> children = new TreeMap<>();
        private int value = -1;
    }

    /** Returns the map that replaces some strings by others. */
    public static byte[] of(Map<String, String> replaced) {
        Node root = new Node();
        ByteArrayOutputStream replacements = new ByteArrayOutputStream();
        replaced.forEach((from, to) -> {
            Node node = root;
            for (byte b : from.getBytes(StandardCharsets.UTF_8)) {
                node = node.children.computeIfAbsent(b & 0xFF, label -> new Node());
            }
            node.value = replacements.size();
            replacements.writeBytes(to.getBytes(StandardCharsets.UTF_8));
            replacements.write(0);
        });
        CharacterMaps map = new CharacterMaps();
        map.taken.set(0);
        map.put(0, 0);
        map.place(0, root);
        map.put(map.units.size() | 0xFF, 0); // so that every label leads to a unit
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * map.units.size() + replacements.size())
                .order(ByteOrder.LITTLE_ENDIAN).putInt(4 * map.units.size());
        map.units.forEach(bytes::putInt);
        return bytes.put(replacements.toByteArray()).array();
    }

    /** Finds places for the children of the node at an index; a child is at the base of its parent xor its label. */
    private void place(int index, Node node) {
        int base = 1;
        while (bases.get(base) || !isFree(base, node)) {
            base++;
        }
        bases.set(base);
        put(index, units.get(index) | (index ^ base) << 10 | (node.value >= 0 ? HAS_VALUE : 0));
        if (node.value >= 0) {
            taken.set(base);
            put(base, IS_VALUE | node.value);
        }
        for (Map.Entry<Integer, Node> child : node.children.entrySet()) {
            taken.set(base ^ child.getKey());
            put(base ^ child.getKey(), child.getKey());
        }
        for (Map.Entry<Integer, Node> child : node.children.entrySet()) {
            place(base ^ child.getKey(), child.getValue());
        }
    }

    private boolean isFree(int base, Node node) {
        return !(node.value >= 0 && taken.get(base))
                && node.children.keySet().stream().noneMatch(label -> taken.get(base ^ label));
    }

    private void put(int index, int unit) {
        while (units.size() <= index) {
            units.add(0);
        }
        units.set(index, unit);
    }
}
