-- For wrk: posts BODY_FILE again and again, each time under a trace id of its own, so that no request is a redelivery.
local file = assert(io.open(os.getenv("BODY_FILE"), "rb"))
local body = file:read("*a")
file:close()

wrk.method = "POST"
wrk.body = body
wrk.headers["Content-Type"] = os.getenv("CONTENT_TYPE") or "application/json"

local prefix = os.getenv("TRACE_PREFIX") or "bench"
local counter = 0
local head, tail

function init(_)
   -- Formatting a request costs more than sending it: do it once and put the counter into the text.
   wrk.headers["X-Terra-Trace-Id"] = prefix .. "-0000000000"
   local text = wrk.format()
   local first, last = text:find("-0000000000", 1, true)
   head, tail = text:sub(1, first), text:sub(last + 1)
end

function request()
   counter = counter + 1
   return head .. string.format("%010d", counter) .. tail
end

-- Milliseconds before a request, at random up to twice MEAN_PAUSE_MS; wrk takes the function's presence for a wish.
local pause = tonumber(os.getenv("MEAN_PAUSE_MS") or "")
if pause then
   math.randomseed(1)
   function delay()
      return math.random(0, 2 * pause)
   end
end

function done(summary, latency, _)
   io.write(string.format(
      "RESULT requests=%d seconds=%.6f errors=%d p50_ms=%.3f p99_ms=%.3f max_ms=%.3f\n",
      summary.requests, summary.duration / 1e6,
      summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
      latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
