package io.clinker.api.schema;

import java.util.List;
import java.util.Map;

/** Forms that many bodies share. */
public final class Forms {
  private Forms() {}

  /** A text of any length up to 255 characters. */
  public static Form text255() {
    return new Form.Text(0, 255, false, false);
  }

  /** A text of 1 to 255 characters. */
  public static Form name255() {
    return new Form.Text(1, 255, false, false);
  }

  /** A name or description whose blanks at both ends do not count. */
  public static Form stripped255() {
    return new Form.Text(0, 255, true, true);
  }

  /** A description as most resources take it: up to 255 characters, none of them to control. */
  public static Form description() {
    return new Printable(new Form.Text(0, 255, true, false));
  }

  /** The same where blanks at both ends do not count. */
  public static Form strippedDescription() {
    return new Printable(new Form.Text(0, 255, true, true));
  }

  public static Form uuid() {
    return new Form.Uuid(false);
  }

  public static Form flag() {
    return new Form.Flag(false);
  }

  public static Form metadata() {
    return new Form.Texts(Form.Texts.METADATA_KEYS, 255, false, false);
  }

  /** What images say of volumes: long texts. */
  public static Form imageMetadata() {
    return new Form.Texts(Form.Texts.METADATA_KEYS, 65_535, false, false);
  }

  public static Form extraSpecs() {
    return new Form.Texts(Form.Texts.SPEC_KEYS, 255, true, false);
  }

  /** A time of up to a day. */
  public static Form seconds() {
    return new Form.Whole(0, 86_400, false);
  }

  /** A size in GiB. */
  public static Form size() {
    return new Form.Whole(1, Integer.MAX_VALUE, false);
  }

  public static Form choice(String... words) {
    return new Form.Choice(List.of(words), false);
  }

  public static Form tree() {
    return new Form.Tree(0, false);
  }

  /** One value of a form, or a list of different ones. */
  public static Form oneOrMore(Form one) {
    return new OneOrMore(one);
  }

  /** An object of which these members have forms, and all others may be anything. */
  public static Form openTree(Map<String, Form> members) {
    return new OpenTree(members, false);
  }
}
