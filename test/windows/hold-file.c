/* Holds a file open for itself alone: hold-file FILE MARKER RELEASE. Makes MARKER once it has it, ends when RELEASE is there. */
#include <windows.h>

int wmain(int count, WCHAR **arguments) {
  if (count != 4) return 87;
  HANDLE file = CreateFileW(arguments[1], GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
  if (file == INVALID_HANDLE_VALUE) return (int)GetLastError();
  CloseHandle(CreateFileW(arguments[2], GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL));
  for (int i = 0; i < 3000 && GetFileAttributesW(arguments[3]) == INVALID_FILE_ATTRIBUTES; i++) Sleep(10);
  Sleep(200);
  return 0;
}
