// What is answered about one notification.

import { ApiProperty, OmitType } from '@nestjs/swagger';
import { NotificationDto, ProblemDto } from '../conversations/conversations.dto.js';
import { Many } from '../members.js';

export class SuggestedProblemDto extends OmitType(ProblemDto, ['document']) {}

export class NotificationDetailDto {
  @ApiProperty({ type: () => NotificationDto, description: 'The notification.' })
  notification!: NotificationDto;

  @Many(() => SuggestedProblemDto, 'Problems at its supplier that have the reference it names, whatever its account.')
  suggestions!: SuggestedProblemDto[];
}
