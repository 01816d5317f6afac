package cz.statex.aiworkers.text.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmojiNamesTest {

    @Test
    void namesEachPictureOnceInARow() {
        assertThat(EmojiNames.spelled("so good \ud83d\ude02\ud83d\ude02!"))
                .isEqualTo("so good  face with tears of joy !");
        assertThat(EmojiNames.spelled("\ud83d\ude22\ud83d\ude02")).isEqualTo(" crying face  face with tears of joy ");
    }

    @Test
    void leavesOutTonesAndSelectors() {
        assertThat(EmojiNames.spelled("\ud83d\udc4d\ud83c\udffd")).isEqualTo(" thumbs up sign ");
        assertThat(EmojiNames.spelled("\u2764\ufe0f")).isEqualTo(" heavy black heart ");
    }

    @Test
    void leavesTextsWithoutPicturesAsTheyAre() {
        String text = "na\u00efve \u65e5\u672c\u8a9e :-) 100 \u20ac";
        assertThat(EmojiNames.spelled(text)).isSameAs(text);
    }
}
