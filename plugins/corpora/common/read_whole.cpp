// SPDX-License-Identifier: Apache-2.0
#include "read_whole.hpp"

#include <algorithm>

namespace ophamin::files {

bool read_whole(ByteStream& stream, std::uint64_t most, std::string& bytes) {
  constexpr std::size_t kStep = std::size_t{64} << 10;
  std::size_t used = 0;
  bytes.clear();
  for (;;) {
    if (bytes.size() == used) {
      // Room for what was announced and one byte more, which is then found not to be there.
      const auto announced = std::min(stream.announced(), most) + 1;
      const auto wanted = std::max<std::uint64_t>({used + kStep, used * 2, used == 0 ? announced : 0});
      bytes.resize(static_cast<std::size_t>(std::min(wanted, most + 1)));
    }
    const auto got = stream.read(bytes.data() + used, bytes.size() - used);
    used += got;
    if (used > most) return false;
    if (got == 0) break;
  }
  bytes.resize(used);
  return true;
}

}  // namespace ophamin::files
