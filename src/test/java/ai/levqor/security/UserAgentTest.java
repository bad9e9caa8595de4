package ai.levqor.security;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UserAgentTest {
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    @Test
    void anUpdateIsTheSameProgram() {
        assertTrue(UserAgent.sameProgram(FIREFOX, FIREFOX.replace("140.0", "141.0.2"), 256));
        String phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1";
        assertTrue(UserAgent.sameProgram(phone, phone.replace("18_5", "19_0_1"), 256));
        assertTrue(UserAgent.sameProgram("", "", 256));
    }

    @Test
    void anotherProgramOrSystemIsNot() {
        assertFalse(UserAgent.sameProgram(FIREFOX, "curl/7.88.1", 256));
        assertFalse(UserAgent.sameProgram(FIREFOX, FIREFOX.replace("X11; Linux", "Windows NT 10.0"), 256));
        assertFalse(UserAgent.sameProgram(FIREFOX, FIREFOX + " Extra", 256));
        assertFalse(UserAgent.sameProgram(FIREFOX, "", 256));
        assertFalse(UserAgent.sameProgram("", "curl", 256));
    }

    @Test
    void whatWasCutCountsAsFarAsItGoes() {
        String whole = "A".repeat(20) + "B";
        assertTrue(UserAgent.sameProgram(whole.substring(0, 20), whole, 20));
        assertTrue(UserAgent.sameProgram(whole, whole.substring(0, 20), 20));
        assertFalse(UserAgent.sameProgram(whole.substring(0, 19), whole, 20));
    }
}
