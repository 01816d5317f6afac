package cz.statex.aiworkers.local.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledTextsTest {

    @TempDir
    Path folder;

    @Test
    void readsRowsWithoutAHeaderWhateverTheirOrder() throws Exception {
        LabelledText expected = new LabelledText(1, "it is a long film", List.of("0"));
        assertThat(read("it is a long film\t0\nwhat a lovely story\t1\n"))
                .containsExactly(expected, new LabelledText(2, "what a lovely story", List.of("1")));
        assertThat(read("0\tit is a long film\n1\twhat a lovely story\n\n"))
                .first()
                .isEqualTo(expected);
    }

    @Test
    void readsSeveralLabelsBesideIdsThatAreAllDifferent() throws Exception {
        assertThat(
                        read(
                                "Is this in New Orleans??\t27\tedgurhb\nYou know the answer man\t4,27\tee84bjg\nOh no\t4,27\tx9\n"))
                .extracting(LabelledText::labels)
                .containsExactly(List.of("27"), List.of("4", "27"), List.of("4", "27"));
    }

    @Test
    void readsRowsWithAHeaderByItsNames() throws Exception {
        assertThat(read("id\tLabel\tSentence\n1\tpositive\tGood\n2\tnegative\tNot so good\n"))
                .containsExactly(
                        new LabelledText(2, "Good", List.of("positive")),
                        new LabelledText(3, "Not so good", List.of("negative")));
    }

    @Test
    void theLabelIsTheColumnWithTheFewestEntriesThoughItsWordsAreLong() throws Exception {
        assertThat(read("Good\tpositive\nBad\tnegative\nFine\tpositive\nSad\tnegative\n"))
                .first()
                .isEqualTo(new LabelledText(1, "Good", List.of("positive")));
    }

    @Test
    void leavesOutHeadersOfNamesThatAreNotAllKnown() throws Exception {
        LabelledText expected = new LabelledText(2, "it is a long film", List.of("0"));
        for (String header : List.of("sentence\tgold", "phrase\tlabel", "tweet_text\tgold", "phrase\tvalue")) {
            assertThat(read(header + "\nit is a long film\t0\nwhat a lovely story\t1\nso boring\t0\n"))
                    .as(header)
                    .hasSize(3)
                    .first()
                    .isEqualTo(expected);
        }
        assertThat(read("airline_sentiment\ttweet\nneutral\tI fly at nine\npositive\tThank you\nneutral\tOn my way\n"))
                .first()
                .isEqualTo(new LabelledText(2, "I fly at nine", List.of("neutral")));
        assertThat(read("words\tgold\na bad film\tnegative\na good film\tpositive\n"))
                .hasSize(2);
        assertThat(read("review\tpositive\na bad film\tnegative\na good film\tpositive\n"))
                .hasSize(3);
    }

    @Test
    void readsOverAByteOrderMarkAndBlankLines() throws Exception {
        assertThat(read("\uFEFF{\"text\": \"Good\", \"label\": 1}\n"))
                .containsExactly(new LabelledText(1, "Good", List.of("1")));
        assertThat(read("\uFEFFtext\tlabel\nGood\t1\n")).containsExactly(new LabelledText(2, "Good", List.of("1")));
        assertThat(read("\n \nlabel\ttext\n1\tGood\n")).containsExactly(new LabelledText(4, "Good", List.of("1")));
    }

    @Test
    void readsNoFurtherThanTheLimitButTellsColumnsByMore() throws Exception {
        Path file = Files.writeString(folder.resolve("limit"), "Fine\tpositive\nBad\tnegative\nSad\tnegative\n");
        assertThat(LabelledTexts.read(file, 1, Set.of()))
                .containsExactly(new LabelledText(1, "Fine", List.of("positive")));
        Files.writeString(file, "{\"text\": \"Good\", \"label\": 1}\nnot looked at\n");
        assertThat(LabelledTexts.read(file, 1, Set.of())).containsExactly(new LabelledText(1, "Good", List.of("1")));
    }

    @Test
    void ofSeveralLabelsTheOneThatIsAskedForCounts() throws Exception {
        Path file = Files.writeString(folder.resolve("rows"), "lang\ttext\tsentiment\nen\tGood\tpositive\n");
        Path objects = Files.writeString(
                folder.resolve("objects"), "{\"lang\": \"en\", \"text\": \"Good\", \"sentiment\": \"positive\"}\n");
        for (Path each : List.of(file, objects)) {
            assertThat(LabelledTexts.read(each, 10, Set.of("sentiment")))
                    .extracting(LabelledText::labels)
                    .containsExactly(List.of("positive"));
            assertThat(LabelledTexts.read(each, 10, Set.of("emotion")))
                    .extracting(LabelledText::labels)
                    .containsExactly(List.of("en"));
        }
    }

    @Test
    void allDifferentEntriesLeaveTheFirstThatIsNotTheLongest() throws Exception {
        assertThat(read("Thank you so much!\t15\ta\nThe meeting starts at nine.\t27\tb\n"))
                .containsExactly(
                        new LabelledText(1, "Thank you so much!", List.of("15")),
                        new LabelledText(2, "The meeting starts at nine.", List.of("27")));
    }

    @Test
    void readsObjects() throws Exception {
        assertThat(
                        read(
                                "{\"text\": \"Good\", \"label\": 1}\n\n{\"labels\": [\"joy\", \"love\"], \"content\": \"Fine\"}\n"))
                .containsExactly(
                        new LabelledText(1, "Good", List.of("1")), new LabelledText(3, "Fine", List.of("joy", "love")));
    }

    @Test
    void saysWhichLineIsWrong() {
        assertWrong("", " is empty");
        assertWrong("sentence\tlabel\n", " has no labelled text");
        assertWrong("\nno label at all\n", "line 2 has one column");
        assertWrong("no label at all\n", "line 1 has one column");
        assertWrong("a text\t1\nanother text\n", "line 2 has 1 columns, but the label is in column 2");
        assertWrong("{\"text\": \"x\", \"label\": 1}\n{\"text\": 1\n", "line 2 is no JSON object");
        assertWrong("{\"label\": 1}\n", "line 1 has none of [comment, content,");
        assertWrong("{\"text\": \"x\"}\n", "line 1 has none of [category, class,");
    }

    @Test
    void refusesWhatIsNoText() throws IOException {
        Path file = Files.write(folder.resolve("latin.tsv"), "caf\u00e9\t1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> LabelledTexts.read(file, 10, Set.of()))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("is not text in UTF-8");
    }

    private void assertWrong(String content, String problem) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(problem);
    }

    private List<LabelledText> read(String content) throws IOException, DataException {
        return LabelledTexts.read(Files.writeString(folder.resolve("data"), content), 10, Set.of());
    }
}
