package io.clinker.export.iscsi;

import io.clinker.driver.ConnectRequest;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Who may log in to a target: the initiator that was named, or, if none was, the host's address.
 *
 * @param option the option by which tgtadm takes it
 * @param text as tgtd lists it
 */
record LoginRule(String option, String text) {
  private static final String BY_NAME = "-Q";
  private static final String BY_ADDRESS = "-I";

  /** RFC 7143: 223 bytes at most; tgtd lists it as it is, so nothing that could end its line. */
  private static final Pattern NAME = Pattern.compile("(?i:iqn|eui|naa)\\.[!-~]{1,219}");

  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

  /**
   * The rule that a request asks for.
   *
   * @throws ClinkerException INVALID_INPUT with the member of the connector that is missing or
   *     wrong
   */
  static LoginRule of(ConnectRequest request) {
    String initiator = request.initiator();
    String address = request.hostAddress();
    if (initiator != null) {
      if (!NAME.matcher(initiator).matches()) {
        throw refused(
            "the connector's initiator is not an iSCSI name (iqn., eui. or naa.)",
            "initiator",
            request);
      }
      return new LoginRule(BY_NAME, initiator);
    }
    if (address == null) {
      throw refused(
          "the connector names neither an initiator nor an address", "initiator", request);
    }
    if (!isAddress(address)) {
      throw refused("the connector's ip is not an IPv4 or IPv6 address", "ip", request);
    }
    return new LoginRule(BY_ADDRESS, address);
  }

  /** A rule as it was listed. */
  static LoginRule listed(String text) {
    return new LoginRule(NAME.matcher(text).matches() ? BY_NAME : BY_ADDRESS, text);
  }

  /** No net mask, no host name, no "ALL": each of them would let others in. */
  private static boolean isAddress(String text) {
    if (!text.contains(":")) {
      return IPV4.matcher(text).matches();
    }
    if (!IPV6_CHARACTERS.matcher(text).matches()) {
      return false;
    }
    try {
      // With a colon in it Java takes it for a literal and never asks a name server.
      return InetAddress.getByName(text).getAddress().length > 0;
    } catch (UnknownHostException malformed) {
      return false;
    }
  }

  private static ClinkerException refused(String message, String member, ConnectRequest request) {
    return new ClinkerException(
        ErrorCode.INVALID_INPUT,
        message,
        Map.of("member", "connector." + member, "attachment", request.attachment().value()));
  }
}
