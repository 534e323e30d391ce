package io.clinker.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.api.change.Submissions.Patience;
import io.clinker.api.http.ArrivalFilter;
import io.clinker.api.read.Reader;
import io.clinker.auth.Authentication;
import io.clinker.gateway.OperationGateway;

/**
 * What the API needs of the rest.
 *
 * @param rows reads what rows keep as JSON
 * @param pageSize the most items in one page
 */
public record ApiParts(
    Authentication authentication,
    ArrivalFilter.Settings requests,
    Reader reader,
    OperationGateway gateway,
    ObjectMapper rows,
    Patience patience,
    int pageSize) {}
