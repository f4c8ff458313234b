package dev.parlance.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** The tables and the heap against those of the JDK. */
class TablesTest {

    @Property
    void aPairTableIsAMapThatKeepsWhatCameFirst(
            @ForAll @Size(max = 300) List<@IntRange(min = -9, max = 9) Integer> keys,
            @ForAll @IntRange(max = 100) int expectedSize) {
        PairTable table = new PairTable(expectedSize);
        Map<List<Integer>, Integer> map = new HashMap<>();
        for (int i = 0; i + 1 < keys.size(); i++) {
            table.putIfAbsent(keys.get(i), keys.get(i + 1), i, -i);
            map.putIfAbsent(keys.subList(i, i + 2), i);
        }
        for (int left = -10; left <= 10; left++) {
            for (int right = -10; right <= 10; right++) {
                long value = table.get(left, right);
                Integer rank = map.get(List.of(left, right));
                if (rank == null) {
                    assertThat(value).isEqualTo(PairTable.NONE);
                } else {
                    assertThat(PairTable.rank(value)).isEqualTo(rank);
                    assertThat(PairTable.result(value)).isEqualTo(-rank);
                }
            }
        }
    }

    @Property
    void aPieceTableFindsExactlyItsPieces(
            @ForAll @Size(max = 200) @UniqueElements List<@Size(max = 20) List<Byte>> pieces,
            @ForAll @Size(max = 50) List<@Size(max = 20) List<Byte>> others) {
        PieceTable table = new PieceTable(pieces.size());
        for (int id = 0; id < pieces.size(); id++) {
            table.add(id, bytes(pieces.get(id), 0));
        }
        for (int id = 0; id < pieces.size(); id++) {
            assertThat(findWithin(table, pieces.get(id))).isEqualTo(id);
        }
        for (List<Byte> other : others) {
            assertThat(findWithin(table, other)).isEqualTo(pieces.indexOf(other));
        }
    }

    private static int findWithin(PieceTable table, List<Byte> piece) {
        return table.find(bytes(piece, 3), 3, 3 + piece.size());
    }

    private static byte[] bytes(List<Byte> bytes, int margin) {
        byte[] array = new byte[bytes.size() + 2 * margin];
        for (int i = 0; i < bytes.size(); i++) {
            array[i + margin] = bytes.get(i);
        }
        return array;
    }

    @Property
    void aHeapHandsOutItsElementsInOrder(@ForAll @Size(max = 700) List<Long> elements) {
        LongHeap heap = new LongHeap();
        elements.forEach(heap::add);

        assertThat(LongStream.generate(heap::poll).limit(elements.size()).boxed())
                .containsExactlyElementsOf(elements.stream().sorted().toList());
        assertThat(heap.isEmpty()).isTrue();
    }
}
