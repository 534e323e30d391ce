package io.clinker.admission;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What proves that somebody was told of a transfer. Only salt and hash are kept; the key is shown
 * once.
 *
 * @param text 16 hex digits
 */
public record TransferKey(String text) {
  private static final int KEY_BYTES = 8;
  private static final int SALT_BYTES = 16;
  private static final String HASH = "HmacSHA256";

  /** A salt and the hash made with it, both in hex. */
  record Sealed(String salt, String hash) {}

  static TransferKey random(SecureRandom random) {
    return new TransferKey(hex(random, KEY_BYTES));
  }

  Sealed seal(SecureRandom random) {
    String salt = hex(random, SALT_BYTES);
    return new Sealed(salt, HexFormat.of().formatHex(hash(salt)));
  }

  /** Whether it is the key that was sealed; takes as long for every wrong one. */
  boolean opens(Sealed sealed) {
    return MessageDigest.isEqual(hash(sealed.salt()), HexFormat.of().parseHex(sealed.hash()));
  }

  private byte[] hash(String salt) {
    try {
      Mac mac = Mac.getInstance(HASH);
      mac.init(new SecretKeySpec(HexFormat.of().parseHex(salt), HASH));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HASH, e);
    }
  }

  private static String hex(SecureRandom random, int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return HexFormat.of().formatHex(value);
  }

  @Override
  public String toString() {
    return "transfer key";
  }
}
