package dev.keelson.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A share as people type it: {@code 1%}, {@code 0.5%}; above 0 and at most 100 %. */
final class ShareWord implements ITypeConverter<Double> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?) ?%");

  @Override
  public Double convert(String word) {
    Matcher form = FORM.matcher(word);
    double percent = form.matches() ? Double.parseDouble(form.group(1)) : 0;
    if (percent <= 0 || percent > 100) {
      throw new TypeConversionException(
          "'" + word + "' is no share; write for example 1% or 0.5%, above 0% and at most 100%");
    }
    return percent / 100;
  }
}
